package dev.yoco4j.cli.report;

import dev.yoco4j.torch.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A page about a run that is whole in one file: it asks the network for nothing, and says so to
/// the browser, which then would not let it.
public final class HtmlReport {
  /// The name of the page in the folder of a run.
  public static final String NAME = "report.html";

  private final ReportContent content;

  private HtmlReport(ReportContent content) {
    this.content = content;
  }

  /// Writes the page, or replaces it, in one step.
  ///
  /// @param content what it shows
  /// @param file the file; its folder must exist
  /// @throws java.io.UncheckedIOException if it cannot be written
  public static void write(ReportContent content, Path file) {
    AtomicFiles.replace(file, render(content).getBytes(StandardCharsets.UTF_8));
  }

  /// The page as text: a function of its content alone.
  ///
  /// @param content what it shows
  /// @return HTML
  public static String render(ReportContent content) {
    return new HtmlReport(content).page();
  }

  private String page() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
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
            Html.escape(content.title()),
            Styles.PALETTE + Styles.CHART + Styles.PAGE,
            Html.escape(content.title()),
            lead() + costs() + loss() + writing() + run() + next());
  }

  /// The one thing to take away.
  private String lead() {
    ComparisonRow last = content.comparison().rows().getLast();
    return """
    <p class="lead">At a context of %s tokens this model keeps <strong>%s</strong>, a Transformer of \
    equal size <strong>%s</strong>. A YOCO caches the keys and values of its context once for all of \
    its upper layers, where a Transformer does so in each layer.</p>
    """
        .formatted(
            Quantities.context(last.context()),
            Quantities.bytes(last.yocoBytes()),
            Quantities.bytes(last.transformerBytes()));
  }

  private String costs() {
    Comparison comparison = content.comparison();
    return section("What the context costs", "<figure>\n" + CacheBars.of(comparison).inline())
        + """
        <figcaption>Bytes of cache by length of context, on a logarithmic scale: the same distance is \
        the same factor everywhere.</figcaption>
        </figure>
        """
        + ComparisonHtml.of(comparison)
        + """
        <p><strong>How to read it.</strong> <em>Cache</em> is what must stay in memory to go on writing \
        after that many tokens; it is exact, counted from the shapes of both models. For this model it \
        is the state of the lower half, which does not grow, and one set of keys and values; so the \
        ratio grows with the context until the state no longer counts. <em>Prefill</em> is the time \
        until the model has taken in the context and can write its first token. All tokens but the last \
        leave this model half-way, because its upper half keeps nothing of its own.%s</p>
        """
            .formatted(computed(comparison));
  }

  private static String computed(Comparison comparison) {
    return comparison.computes()
        ? " Times marked <em>computed</em> would take too long to try: "
            + Html.escape(comparison.computation())
            + "."
        : "";
  }

  private String loss() {
    LossCurve curve = content.curve();
    if (curve.training().isEmpty()) {
      return section("How it learned", "<p>No step was made.</p>\n");
    }
    String validation =
        curve
            .lastValidation()
            .map(last ->
                String.format(
                    Locale.ROOT,
                    " At the end the loss on text kept back is %.3f: the model is as unsure of"
                        + " the next token as if it chose blindly among %,.0f.",
                    last.loss(),
                    Math.exp(last.loss())))
            .orElse("");
    return section(
        "How it learned",
        """
        <figure>
        %s<figcaption>Cross entropy in nats per token, lower is better.%s</figcaption>
        </figure>
        """
            .formatted(LossSvg.of(curve).inline(), validation));
  }

  private String writing() {
    Completion completion = content.completion();
    return section(
        "What it writes",
        """
        <pre><span class="prompt">%s</span>%s</pre>
        <p class="note">The prompt is set in bold, the rest is the model's. Minutes of training make \
        text in the shape of what it was trained on, not in its sense.</p>
        """
            .formatted(Html.escape(completion.prompt()), Html.escape(completion.text())));
  }

  private String run() {
    RunFacts run = content.run();
    double seconds = run.duration().toMillis() / 1e3;
    Function<Long, String> exactly =
        count -> Quantities.count(count) + String.format(Locale.ROOT, " (%,d)", count);
    String speed =
        seconds > 0 ? String.format(Locale.ROOT, ", %,.0f tokens/s", run.tokens() / seconds) : "";
    return section(
        "What was trained",
        "<table class=\"facts\">\n"
            + fact("Preset", run.preset())
            + fact("Parameters", exactly.apply(run.parameters()))
            + fact("Data", run.data())
            + fact("Trained on", exactly.apply(run.tokens()) + " tokens")
            + fact("Time in steps", Quantities.seconds(seconds) + speed)
            + fact("Machine", run.machine())
            + fact("JDK", run.jdk())
            + fact("libtorch", run.libtorch())
            + "</table>\n");
  }

  private String next() {
    String commands =
        content.next().stream()
            .map(next ->
                "<li>%s\n<pre><code>%s</code></pre></li>\n"
                    .formatted(Html.escape(next.effect()), Html.escape(next.command())))
            .collect(Collectors.joining());
    return section("What to try next", "<ol class=\"next\">\n" + commands + "</ol>\n");
  }

  private static String fact(String name, String value) {
    return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
        .formatted(Html.escape(name), Html.escape(value));
  }

  private static String section(String title, String body) {
    return "<h2>" + Html.escape(title) + "</h2>\n" + body;
  }
}
