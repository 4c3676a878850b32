"""The dossier of a patch (图斑档案): everything about one place, from what was issued to why something is proposed."""
