### Galleriet, bara för utveckling.

gallery-title = Galleri
gallery-words = Texter
gallery-ordinary = Vanliga
gallery-long = För långa
gallery-rtl = Höger till vänster
gallery-shelf = Visa
gallery-parts = Delar
gallery-meeting = Videomöte
