"""The page of the PartnerBPS register."""
