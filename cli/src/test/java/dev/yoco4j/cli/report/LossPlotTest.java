package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LossPlotTest {
  @TempDir private Path dir;
  private Path png;

  @BeforeEach
  void name_the_file() {
    png = dir.resolve(LossPlot.NAME);
  }

  /// Either is right: what a machine without fonts does, the next test says.
  @Test
  void a_curve_becomes_a_picture_of_900_by_500() throws IOException {
    switch (LossPlot.draw(Samples.curve(), png)) {
      case LossPicture.Drawn(Path file) -> {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(900);
        assertThat(picture.getHeight()).isEqualTo(500);
        assertThat(colours(picture)).isGreaterThan(20);
      }
      case LossPicture.Vector(Path file, String remark) -> {
        assertThat(file).isNotEmptyFile();
        assertThat(remark).startsWith("no loss.png: ");
      }
      case LossPicture.Missing(String remark) -> assertThat(remark).isNull();
    }
  }

  @Test
  void without_fonts_the_picture_is_made_of_lines() throws IOException {
    Files.writeString(png, "of an earlier run");
    LossPicture picture =
        LossPlot.draw(
            Samples.curve(),
            png,
            _ -> {
              throw new Error("Probable fatal error: No physical fonts found.");
            });
    assertThat(picture)
        .isEqualTo(
            new LossPicture.Vector(
                dir.resolve("loss.svg"),
                "no loss.png: this JDK cannot draw text here (Probable fatal error: No physical fonts"
                    + " found); fontconfig and a font such as DejaVu mend that; loss.svg shows the same"));
    assertThat(dir).isDirectoryContaining("glob:**/loss.svg");
    assertThat(png).doesNotExist();
  }

  @Test
  void a_disk_that_takes_nothing_does_not_fail_the_run() {
    Path nowhere = dir.resolve("nowhere").resolve("loss.png");
    assertThat(LossPlot.draw(Samples.curve(), nowhere, _ -> new byte[1]))
        .isInstanceOfSatisfying(
            LossPicture.Missing.class,
            missing -> assertThat(missing.remark()).startsWith("no loss.png: cannot write "));
  }

  @Test
  void a_run_without_steps_has_no_picture() {
    assertThat(LossPlot.draw(new LossCurve(List.of(), List.of()), png))
        .isEqualTo(new LossPicture.Missing("no loss.png: no step was made"));
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void the_lines_are_a_file_of_their_own() throws Exception {
    String svg = LossSvg.of(Samples.curve()).standalone();
    Element root =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(root.getElementsByTagName("path").getLength()).isEqualTo(2);
    assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(8 + 1);
    assertThat(svg).isEqualTo(LossSvg.of(Samples.curve()).standalone());
  }

  @Test
  void a_single_step_can_be_drawn() {
    LossCurve one = new LossCurve(List.of(new TrainingPoint(1, 0, 5)), List.of());
    assertThatNoException().isThrownBy(() -> LossSvg.of(one).inline());
    assertThat(LossPlot.draw(one, png)).isNotInstanceOf(LossPicture.Missing.class);
  }

  @Test
  void a_hoursrun_is_drawn_as_few_lines() {
    LossCurve hours = LossCurve.of(Samples.events(200_000));
    assertThat(LossSvg.of(hours).inline()).hasSizeLessThan(40_000);
  }

  private static long colours(BufferedImage picture) {
    int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, 900);
    return Arrays.stream(pixels).distinct().count();
  }
}
