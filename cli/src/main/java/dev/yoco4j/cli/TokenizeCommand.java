package dev.yoco4j.cli;

import picocli.CommandLine.Command;

/// `yoco tokenize`: work on vocabularies.
@Command(
    name = "tokenize",
    synopsisSubcommandLabel = "COMMAND",
    description = "Make tokenizers.",
    subcommands = TokenizeTrainCommand.class)
final class TokenizeCommand {}
