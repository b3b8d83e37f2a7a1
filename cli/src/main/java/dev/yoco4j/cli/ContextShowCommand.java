package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextHeader;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `yoco context show`: what a saved context is.
@Command(
    name = "show",
    description = "Say what a saved context holds, and whether it is undamaged.")
final class ContextShowCommand implements Runnable {
  @Parameters(paramLabel = "FILE", description = "What yoco context save wrote.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    try (ContextFile open = ContextFile.open(file)) {
      open.verify();
      ContextHeader header = open.header();
      if (json) {
        ObjectNode document = Json.object();
        document.put("file", file.toString());
        document.put("bytes", open.bytes());
        document.setAll(header.toJson());
        Json.print(document);
      } else {
        new TextOutput()
            .print(
                String.format(
                    Locale.ROOT,
                    "%s: %,d tokens, %,d of them taken in, %s, undamaged%nmade with %s, keys and values in %s%n",
                    file,
                    header.tokens(),
                    header.positions(),
                    Quantities.bytes(open.bytes()),
                    header.model(),
                    header.keyValueDtype()));
      }
    }
  }
}
