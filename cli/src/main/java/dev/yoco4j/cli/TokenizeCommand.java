package dev.yoco4j.cli;

import picocli.CommandLine.Command;

/// `yoco tokenize`: work on vocabularies and tokens.
@Command(
    name = "tokenize",
    synopsisSubcommandLabel = "COMMAND",
    description = "Make tokenizers, and documents to learn from.",
    subcommands = {TokenizeTrainCommand.class, TokenizeSyntheticCommand.class})
final class TokenizeCommand {}
