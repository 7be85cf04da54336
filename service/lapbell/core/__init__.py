"""What to say, and when.

Pure: no clock (`now` is an argument), no file, no network, no log. Whatever needs one of
those belongs in another room. Text for people is rendered here, from values alone.
"""
