### widget
