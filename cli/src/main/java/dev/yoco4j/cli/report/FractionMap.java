package dev.yoco4j.cli.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Fractions as coloured cells, with the number in each, so that nobody has to tell colours apart.
final class FractionMap {
  private static final int CELL_WIDTH = 78;
  private static final int CELL_HEIGHT = 34;
  private static final int LEFT = 92;
  private static final int TOP = 52;
  private static final int RIGHT = 28;
  private static final int BOTTOM = 72;
  private static final int GAP = 2;
  private static final Color INK = new Color(0x1c2430);

  /// From nothing to everything; light to dark too.
  private static final Color[] SCALE = {
    new Color(0xfbe3c4),
    new Color(0xf2b872),
    new Color(0xd9d9a0),
    new Color(0x6fb3a8),
    new Color(0x1f6f78)
  };

  private final String title;
  private final String acrossTitle;
  private final List<String> across;
  private final String downTitle;
  private final List<String> down;
  private final double[][] values;

  /// A map.
  ///
  /// @param title above it
  /// @param acrossTitle below it
  /// @param across names of the columns
  /// @param downTitle beside it
  /// @param down names of the rows
  /// @param values from 0 to 1, by row and column
  FractionMap(
      String title,
      String acrossTitle,
      List<String> across,
      String downTitle,
      List<String> down,
      double[][] values) {
    this.title = title;
    this.acrossTitle = acrossTitle;
    this.across = across;
    this.downTitle = downTitle;
    this.down = down;
    this.values = values;
  }

  byte[] png() throws IOException {
    int mapWidth = Math.max(3, across.size()) * CELL_WIDTH;
    int mapHeight = Math.max(4, down.size()) * CELL_HEIGHT;
    BufferedImage image =
        new BufferedImage(
            LEFT + mapWidth + RIGHT, TOP + mapHeight + BOTTOM, BufferedImage.TYPE_INT_RGB);
    Graphics2D to = image.createGraphics();
    to.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    to.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    to.setColor(Color.WHITE);
    to.fillRect(0, 0, image.getWidth(), image.getHeight());
    cells(to);
    names(to);
    titles(to);
    to.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("this JDK writes no PNG");
    }
    return bytes.toByteArray();
  }

  private void cells(Graphics2D to) {
    to.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    for (int row = 0; row < down.size(); row++) {
      for (int column = 0; column < across.size(); column++) {
        double value = values[row][column];
        int x = LEFT + column * CELL_WIDTH;
        int y = TOP + row * CELL_HEIGHT;
        Color colour = colour(value);
        to.setColor(colour);
        to.fillRect(x, y, CELL_WIDTH - GAP, CELL_HEIGHT - GAP);
        to.setColor(luminance(colour) < 0.45 ? Color.WHITE : INK);
        centred(to, String.format(Locale.ROOT, "%.2f", value), x + CELL_WIDTH / 2, y + 22);
      }
    }
  }

  private void names(Graphics2D to) {
    to.setColor(INK);
    int below = TOP + down.size() * CELL_HEIGHT + 20;
    for (int column = 0; column < across.size(); column++) {
      centred(to, across.get(column), LEFT + column * CELL_WIDTH + CELL_WIDTH / 2, below);
    }
    FontMetrics letters = to.getFontMetrics();
    for (int row = 0; row < down.size(); row++) {
      String name = down.get(row);
      to.drawString(name, LEFT - 10 - letters.stringWidth(name), TOP + row * CELL_HEIGHT + 22);
    }
  }

  private void titles(Graphics2D to) {
    int below = TOP + down.size() * CELL_HEIGHT + 48;
    centred(to, acrossTitle, LEFT + across.size() * CELL_WIDTH / 2, below);
    to.rotate(-Math.PI / 2);
    centred(to, downTitle, -(TOP + down.size() * CELL_HEIGHT / 2), 26);
    to.rotate(Math.PI / 2);
    to.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    to.drawString(title, LEFT, 32);
  }

  private static void centred(Graphics2D to, String text, int x, int y) {
    to.drawString(text, x - to.getFontMetrics().stringWidth(text) / 2, y);
  }

  private static Color colour(double value) {
    double place = Math.clamp(value, 0, 1) * (SCALE.length - 1);
    int below = Math.min((int) place, SCALE.length - 2);
    double part = place - below;
    return new Color(
        mixed(SCALE[below].getRed(), SCALE[below + 1].getRed(), part),
        mixed(SCALE[below].getGreen(), SCALE[below + 1].getGreen(), part),
        mixed(SCALE[below].getBlue(), SCALE[below + 1].getBlue(), part));
  }

  private static int mixed(int from, int to, double part) {
    return (int) Math.round(from + part * (to - from));
  }

  private static double luminance(Color colour) {
    return (0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue()) / 255;
  }
}
