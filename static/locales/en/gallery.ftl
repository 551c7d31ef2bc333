### The gallery, for development only.

gallery-title = Gallery
gallery-words = Words
gallery-ordinary = Ordinary
gallery-long = Too long
gallery-rtl = Right to left
gallery-shelf = Show
gallery-parts = Parts
gallery-meeting = Video meeting
