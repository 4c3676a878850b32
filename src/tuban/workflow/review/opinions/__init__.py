"""Joint review (会审): departments are asked, each says what it holds, and the chair decides where they disagree."""
