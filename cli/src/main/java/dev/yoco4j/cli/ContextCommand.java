package dev.yoco4j.cli;

import picocli.CommandLine.Command;

/// `yoco context`: long prompts that are taken in once.
@Command(
    name = "context",
    synopsisSubcommandLabel = "COMMAND",
    description = "Take a long text in once, and go on from it any time.",
    subcommands = {ContextSaveCommand.class, ContextShowCommand.class})
final class ContextCommand {}
