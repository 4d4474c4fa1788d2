"""The pages of agreements: the list, the text and its signatures, signing, drafting."""
