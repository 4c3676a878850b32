"""The proof package of a patch (举证包): receives everything that the stages before know of it; decides nothing; hands
on one archive, signed with the keys of the unit that makes it, which anybody checks without the office
(:mod:`tuban.exchange.proof_checker`)."""
