package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private final String page = HtmlReport.render(Samples.report());

  @Test
  void the_page_asks_the_network_for_nothing() {
    assertThat(page).doesNotContainPattern("(?i)https?:|//\\w|url\\(|@import|<script|<link|<img");
    assertThat(page).contains("default-src 'none'; style-src 'unsafe-inline'");
  }

  @Test
  void the_page_is_a_function_of_its_content() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(HtmlReport.render(Samples.report())).isEqualTo(page);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void what_is_said_of_the_run_is_on_the_page() {
    assertThat(page)
        .contains("<h1>A YOCO, trained in two minutes</h1>")
        .contains("<th scope=\"row\">Parameters</th><td>8.41M (8,412,672)</td>")
        .contains("<th scope=\"row\">Trained on</th><td>3.28M (3,276,800) tokens</td>")
        .contains("<th scope=\"row\">Time in steps</th><td>2.01 min, 27,236 tokens/s</td>")
        .contains("At a context of 1M tokens this model keeps <strong>1.00 GiB</strong>")
        .contains("<code>./yoco info --model quickstart/model</code>");
  }

  @Test
  void times_say_how_they_are_known() {
    assertThat(page)
        .contains("<td class=\"first ours\">8.10 s <span class=\"how\">measured</span></td>")
        .contains("<td>71.5 s <span class=\"how\">computed</span></td>")
        .contains("would take too long to try: operations, at the speed measured at 8K.");
  }

  @Test
  void text_cannot_leave_its_place() {
    String hostile = "</pre><script>alert('x')</script>\u001b[31m & \"q\" \uD800 \0";
    ReportContent sample = Samples.report();
    RunFacts run = sample.run();
    String attacked =
        HtmlReport.render(
            new ReportContent(
                hostile,
                new RunFacts(hostile, 1, hostile, 1, run.duration(), hostile, hostile, hostile),
                sample.curve(),
                new Completion(hostile, hostile),
                new Comparison(
                    new ModelSize(hostile, 1),
                    new ModelSize(hostile, 1),
                    hostile,
                    hostile,
                    sample.comparison().rows()),
                List.of(new NextCommand(hostile, hostile))));
    assertThat(attacked).doesNotContain("<script").doesNotContainPattern("[\\x00\\x1b\\ud800]");
    assertThat(attacked)
        .contains(
            "<span class=\"prompt\">&lt;/pre&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
                + "\uFFFD[31m &amp; &quot;q&quot; \uFFFD \uFFFD</span>");
  }

  /// HTML is no XML, but all that is between these two tags is written as if it were.
  @Test
  void every_tag_is_closed() throws Exception {
    String body = page.substring(page.indexOf("<main>"), page.indexOf("</body>"));
    String closed = body.replaceAll("<col( [^>]*)?>", "<col/>");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(closed)));
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("h2").getLength()).isEqualTo(5);
  }

  @Test
  void a_run_without_steps_has_a_page() {
    ReportContent sample = Samples.report();
    String empty =
        HtmlReport.render(
            new ReportContent(
                sample.title(),
                sample.run(),
                new LossCurve(List.of(), List.of()),
                sample.completion(),
                sample.comparison(),
                sample.next()));
    assertThat(empty).contains("No step was made.");
  }

  @Test
  void the_page_is_written_as_it_is(@TempDir Path dir) {
    Path file = dir.resolve(HtmlReport.NAME);
    HtmlReport.write(Samples.report(), file);
    assertThat(file).hasContent(page);
    assertThat(dir).isDirectoryNotContaining(other -> !other.equals(file));
    assertThat(Files.exists(file)).isTrue();
  }
}
