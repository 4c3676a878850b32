"""Campaigns (专项设置): phases, lawbook and parameters, contact points, questions, preparation."""
