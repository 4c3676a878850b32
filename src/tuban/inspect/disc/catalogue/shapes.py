"""Geometry: what was left out, mended or straightened, and ground that a layer claims twice."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, warning

SHAPES: Mapping[str, Entry] = {
    "geometry.missing": warning(
        "{file}, feature {feature} has no geometry.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.empty": warning(
        "{file}, feature {feature} has an empty geometry.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.unreadable": warning(
        "{file}, feature {feature}: its geometry is damaged.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.not_finite": warning(
        "{file}, feature {feature} has a coordinate that is no number.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.absurd": warning(
        "{file}, feature {feature} has a coordinate that is not on earth.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.wrong_kind": warning(
        "{file}, feature {feature} is a {detail}, where {wanted} is due.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.collapsed": warning(
        "{file}, feature {feature} has no area ({detail}).",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.LEFT_OUT,
    ),
    "geometry.ring_closed": warning(
        "{file}, feature {feature}: an open ring was closed.",
        sentences.KEEP,
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.TAKEN_SO,
    ),
    "geometry.mended": warning(
        "{file}, feature {feature} crossed itself ({detail}); it was rebuilt.",
        sentences.KEEP,
        reason=(
            "A ring that crosses itself has no defined inside; ground inside any ring counts once, a hole stays a hole."
        ),
        consequence=sentences.TAKEN_SO,
    ),
    "geometry.parts_dropped": warning(
        "{file}, feature {feature}: parts of another kind were left out ({detail}).",
        sentences.KEEP,
        reason="Points and lines in a collection have no area.",
        consequence=sentences.TAKEN_SO,
    ),
    "geometry.heights_dropped": note(
        "{file}: heights of {detail} features are not used.",
        sentences.NOTHING_TO_DO,
        reason="Areas are measured on the ellipsoid; heights and measures play no part.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "geometry.wrong_layer": error(
        "{file} holds {found}, where its role {role} needs {wanted}.",
        "Check the role, or the layer that is meant.",
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "geometry.curves_straightened": warning(
        "{file}: arcs of {count} features were replaced by chords.",
        sentences.KEEP,
        reason=(
            "Arcs (from CAD or a survey database) cannot be overlaid; each was replaced by chords of four degrees."
        ),
        consequence=sentences.TAKEN_SO,
    ),
    "layers.overlap": warning(
        "Features of {file} lie on one another inside {count} patches ({area}); it counts once, for the first.",
        "Ask the issuer which of the features is right.",
        reason="Where a layer claims ground twice, its classes contradict each other.",
        consequence="The ground counts once, for the feature that comes first.",
    ),
    "layers.unit_mistaken": warning(
        "{file}, {field}: the stated areas fit the outlines only when they are read as {after}, not as "
        "{before}; so they were.",
        "Write the unit into the column name, for example PZMJ(公顷).",
        reason=(
            "The stated areas were divided by the measured ones; nearly all give the same ratio, which is that "
            "of two units."
        ),
        consequence=sentences.TAKEN_SO,
    ),
}
