"""The page of all commands out of their help, and the tree of commands that the examples of the manual are held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from tests.manual.markdown_book import MarkdownBook

from tuban.cli import commands
from tuban.values.language import chinese


def tree(
    group: click.Command = commands, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Walk through every command below a group, with the words that call it."""
    context = click.Context(group)
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None:
                yield (*path, name), command
                yield from tree(command, (*path, name))


def commands_page(drawn: str) -> str:
    """Return the help of every command in Chinese."""
    book = MarkdownBook(drawn)
    book.heading(1, "命令一览")
    book.paragraph(
        "在源码目录中写 script/tuban，安装后写 tuban。任何命令加 --help 都有说明和示例。"
        "拒绝时是一句话：哪里、什么、为什么、怎么办，方括号里的代码可以在本手册中查到。"
    )
    for path, command in tree():
        if isinstance(command, click.Group):
            book.heading(2, f"tuban {' '.join(path)}")
            book.paragraph(in_chinese(command.help or ""))
            continue
        book.heading(2, f"tuban {' '.join(path)}")
        book.block(usage(path, command) + "\n\n" + in_chinese(command.help or ""))
        options = [one for one in command.params if isinstance(one, click.Option)]
        if options:
            book.grid(["选项", "说明"], [(called(one), explained(one)) for one in options])
    return book.text()


def in_chinese(text: str) -> str:
    """Return the text of a help in Chinese; one that is put together is translated line by line."""
    whole = chinese(text)
    if whole == text:
        whole = "\n".join(chinese(line) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", whole.replace("\b\n", "")).strip()


def usage(path: tuple[str, ...], command: click.Command) -> str:
    """Return the line of usage."""
    words = " ".join(command.collect_usage_pieces(click.Context(command)))
    return f"tuban {' '.join(path)} {words}".replace("[OPTIONS]", "[选项]")


def called(option: click.Option) -> str:
    """Return the names of an option with what it takes."""
    names = "、".join((*option.opts, *option.secondary_opts))
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {'/'.join(str(choice) for choice in option.type.choices)}"
    return f"{names} {chinese(option.metavar) if option.metavar else chinese(option.type.name).upper()}"


def explained(option: click.Option) -> str:
    """Return what an option does, and whether it must be given."""
    return chinese(option.help or "") + ("（必填）" if option.required else "")
