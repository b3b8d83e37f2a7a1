package dev.yoco4j.cli;

import dev.yoco4j.evaluation.needle.NeedleDocuments;
import dev.yoco4j.evaluation.synthetic.CopyDocuments;
import dev.yoco4j.evaluation.synthetic.MadeDocument;
import dev.yoco4j.evaluation.synthetic.Part;
import dev.yoco4j.evaluation.synthetic.RecallDocuments;
import dev.yoco4j.evaluation.synthetic.SyntheticDocuments;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.training.data.MadeTokens;
import dev.yoco4j.training.data.TokenReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco tokenize synthetic`: token files of documents that the project makes.
@Command(
    name = "synthetic",
    description = {
      "Make documents in which something is asked for that stands far back, as token files of bytes.",
      "Writes train.tokens and held-out.tokens, which share no key, value or word, for yoco train."
    })
final class TokenizeSyntheticCommand implements Runnable {
  private static final int TOKENS_AROUND = 2;
  private static final int LONGEST = 1 << 28;

  /// What the documents ask for.
  enum Kind {
    /// The value of a key.
    RECALL,
    /// A passage.
    COPY,
    /// A number in a sentence, as yoco eval needle does.
    NEEDLE
  }

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "NAME",
      description = {
        "recall (pairs of key and value in made text, then keys whose values are the answers)",
        "copy (a passage, made text, the passage again)",
        "or needle (the prompts of yoco eval needle, with answers)."
      })
  private Kind kind = Kind.RECALL;

  @Option(
      names = "--length",
      required = true,
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = "Tokens of a document, those at its begin and end included: 512, 64K.")
  private long length;

  @Option(
      names = "--documents",
      required = true,
      paramLabel = "N",
      description = "Documents to train on.")
  private int documents;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "32",
      description = "Documents held out (default: ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "recall: pairs in a document (default: one for 12 tokens, 64 at most).")
  private @Nullable Integer pairs;

  @Option(
      names = "--questions",
      paramLabel = "N",
      description = "recall: pairs asked for (default: all).")
  private @Nullable Integer questions;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "4",
      description = "copy: words of the passage, 7 bytes each (default: ${DEFAULT-VALUE}).")
  private int words;

  @Option(
      names = "--needles",
      paramLabel = "N",
      defaultValue = "1",
      description = "needle: needles in a document (default: ${DEFAULT-VALUE}).")
  private int needles;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws the documents (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write.")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    atLeastOne("--documents", documents);
    atLeastOne("--held-out", heldOut);
    SyntheticDocuments made = Arguments.checked("--length " + length, this::made);
    // The first of each tells whether there are enough keys, before anything is written.
    Arguments.checked("--pairs", () -> made.documents(Part.HELD_OUT, seed, 1).toList());
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new UncheckedIOException("--out: " + out + " can't be written (" + e + ")", e);
    }
    Tokenizer tokenizer = new ByteTokenizer();
    tokenizer.save(out);
    ObjectNode document = Json.object();
    document.put("kind", kind.name().toLowerCase(java.util.Locale.ROOT));
    document.put("length", length);
    document.put("seed", seed);
    write(document, "train.tokens", made, Part.TRAINING, documents);
    write(document, "held-out.tokens", made, Part.HELD_OUT, heldOut);
    if (json) {
      Json.print(document);
    }
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException(option + " must be at least 1, was " + value);
    }
  }

  private SyntheticDocuments made() {
    if (length <= TOKENS_AROUND || length > LONGEST) {
      throw new IllegalArgumentException(
          "must be above %d and at most %d".formatted(TOKENS_AROUND, LONGEST));
    }
    int bytes = (int) length - TOKENS_AROUND;
    return switch (kind) {
      case RECALL -> {
        int asked = pairs == null ? Math.clamp(length / 12, 1, 64) : pairs;
        yield new RecallDocuments(bytes, asked, questions == null ? asked : questions);
      }
      case COPY -> new CopyDocuments(bytes, words);
      case NEEDLE -> new NeedleDocuments(bytes, needles);
    };
  }

  private void write(
      ObjectNode document, String name, SyntheticDocuments made, Part part, int count) {
    Path file = out.resolve(name);
    TokenReport report =
        MadeTokens.write(
            file,
            new ByteTokenizer(),
            made + " " + part + " " + seed + " " + count,
            made.documents(part, seed, count).map(MadeDocument::text));
    document
        .putObject(part == Part.TRAINING ? "training" : "held_out")
        .put("file", file.toString())
        .put("documents", report.documents())
        .put("tokens", report.tokens());
    if (!json) {
      System.out.println(file + ": " + report.line());
    }
  }
}
