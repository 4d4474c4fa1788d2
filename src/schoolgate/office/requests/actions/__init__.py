"""What people do with requests: each module a matter, each function a verb.

`drafts` · `attachments` · `submission` · `thread` · `desk` · `fees` · `extensions` · `denials` · `referrals`
"""
