package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.BatchSize;
import dev.yoco4j.benchmark.inference.InferenceRatio;
import dev.yoco4j.benchmark.inference.InferenceResults;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// A page about a benchmark that is whole in one file; it asks the network for nothing.
public final class BenchHtml {
  /// The name of the page.
  public static final String NAME = "report.html";

  private static final String TITLE = "yoco4j: what a context costs";
  private static final String PICTURE =
      """
      .picture { display: block; width: 100%; height: auto; background: #ffffff; border-radius: 6px }
      .costs thead tr:first-child th { text-align: right }
      .costs td:nth-child(-n+2), .costs thead tr:first-child th:nth-child(-n+2) { text-align: left }
      .facts td { overflow-wrap: anywhere }
      @media (max-width: 40rem) { .facts th { white-space: normal } }
      """;

  private final BenchMachine machine;
  private final InferenceResults results;
  private final BenchPictures pictures;
  private final BenchTables tables;

  private BenchHtml(BenchMachine machine, InferenceResults results, BenchPictures pictures) {
    this.machine = machine;
    this.results = results;
    this.pictures = pictures;
    tables = new BenchTables(results);
  }

  /// The page as text: a function of its content alone.
  ///
  /// @param machine where it ran
  /// @param results what was found
  /// @param pictures which become part of the page
  /// @return HTML
  public static String render(
      BenchMachine machine, InferenceResults results, BenchPictures pictures) {
    return new BenchHtml(machine, results, pictures).page();
  }

  private String page() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    <h1>%s</h1>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            TITLE,
            Styles.PALETTE + Styles.PAGE + PICTURE,
            TITLE,
            lead() + ratios() + memory() + prefill() + generation() + skipped() + about());
  }

  private String lead() {
    List<InferenceRatio> all = results.ratios();
    if (all.isEmpty()) {
      return "<p class=\"lead\">Measured: no YOCO and Transformer at one length.</p>\n";
    }
    InferenceRatio last = all.getLast();
    return """
    <p class="lead">At a context of %s tokens, %s adds <strong>%s</strong> a token where %s adds \
    <strong>%s</strong>, and takes its prompt in <strong>%s</strong> the speed.</p>
    """
        .formatted(
            Quantities.context(last.yoco().length()),
            Html.escape(last.yoco().model().name()),
            Quantities.bytes(last.yoco().keyValueBytesPerToken()),
            Html.escape(last.transformer().model().name()),
            Quantities.bytes(last.transformer().keyValueBytesPerToken()),
            Quantities.ratio(last.prefill(), 1));
  }

  private String ratios() {
    String own = results.ratios().isEmpty() ? "" : tables.ratios().html();
    return section("YOCO over Transformer", own)
        + """
        <p class="note">From medians of one run. Memory is the peak with weights; throughput is at the \
        largest batch that was measured of each.</p>
        """
        + tables.paper().html()
        + """
        <p class="note">The paper's ratios (arXiv 2405.05254, section 5.4) are those of a 3B model on an \
        H100 with 80 GB, its Transformer with grouped queries and fused kernels, its lengths with 1,024 \
        tokens generated. Another model on another machine has others: with a smaller one, weights and \
        fixed costs count for more.</p>
        """;
  }

  private String memory() {
    return section("Memory", picture(BenchPictures.BREAKDOWN, "What the peak consists of."))
        + picture(BenchPictures.MEMORY, "Peak memory by length of context.")
        + picture(BenchPictures.PER_TOKEN, "Keys and values that a token adds.")
        + tables.memory().html();
  }

  private String prefill() {
    return section(
            "Prefill",
            picture(BenchPictures.PREFILL, "Time to take a prompt in; floors are dashed."))
        + tables.prefill().html();
  }

  private String generation() {
    return section(
            "Generation",
            picture(BenchPictures.THROUGHPUT, "Tokens per second of all sequences together."))
        + tables.decode().html();
  }

  private String skipped() {
    if (results.skipped().isEmpty()) {
      return "";
    }
    String lines =
        results.skipped().stream()
            .map(skipped -> "<li>" + Html.escape(SkippedText.of(skipped)) + "</li>\n")
            .collect(Collectors.joining());
    return section("Not measured", "<ul>\n" + lines + "</ul>\n");
  }

  private String about() {
    BenchMachine.Software software = machine.software();
    String batches =
        results.plan().batches().stream().map(BatchSize::label).collect(Collectors.joining(", "));
    return section(
            "Machine",
            "<table class=\"facts\">\n"
                + fact("Machine", machine.line())
                + fact("Ceilings", String.join("; ", BenchText.ceilings(results)))
                + fact("yoco4j", software.yoco4j() + ", commit " + software.commit())
                + fact("JDK", software.jdk())
                + fact("libtorch", software.libtorch())
                + fact("Time", machine.time())
                + fact("Batches asked for", batches)
                + "</table>\n")
        + section("How it was measured", BenchMethod.html(results));
  }

  private String picture(String name, String caption) {
    byte[] png = pictures.files().get(name);
    return png == null
        ? ""
        : """
        <figure>
        <img class="picture" alt="%s" src="data:image/png;base64,%s">
        <figcaption>%s</figcaption>
        </figure>
        """
            .formatted(caption, Base64.getEncoder().encodeToString(png), caption);
  }

  private static String fact(String name, String value) {
    return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
        .formatted(Html.escape(name), Html.escape(value));
  }

  private static String section(String title, String body) {
    return "<h2>" + title + "</h2>\n" + body;
  }
}
