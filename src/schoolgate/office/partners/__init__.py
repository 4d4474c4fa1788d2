"""The PartnerBPS register: which partners, programs and partnerships are registered in a school year."""
