package dev.yoco4j.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What of an evaluation is finished, by names that the evaluation chooses, so that a run that was
/// interrupted goes on where it was (docs/formats/evaluation.md).
///
/// The first line of the file says what was evaluated and how; each other line is one cell, written
/// when it is finished. A file of another evaluation is refused. For use by one thread.
public final class FinishedCells implements AutoCloseable {
  private static final int VERSION = 1;
  private static final String MAGIC = "yoco4j_cells";
  private static final String IDENTITY = "identity";
  private static final String NAME = "cell";
  private static final String VALUE = "value";
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, ObjectNode> cells = new HashMap<>();
  private final @Nullable FileChannel out;
  private final Path file;

  private FinishedCells(Path file, @Nullable FileChannel out) {
    this.file = file;
    this.out = out;
  }

  /// Cells that nobody keeps.
  ///
  /// @return none so far
  public static FinishedCells inMemory() {
    return new FinishedCells(Path.of(""), null);
  }

  /// The cells of a file, which is made if it is not there.
  ///
  /// What follows the last line feed is a line that an interrupted run did not finish, and is
  /// dropped.
  ///
  /// @param file where; its folder must exist
  /// @param identity what is evaluated and how: all that decides what a cell's value is
  /// @return to be closed by the caller
  /// @throws CorruptFileException if a line is not one of such a file
  /// @throws IllegalArgumentException if the file is of another evaluation; the message says where
  ///   they differ and what to do
  /// @throws UncheckedIOException if it cannot be read or written
  public static FinishedCells open(Path file, ObjectNode identity) {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FinishedCells cells = new FinishedCells(file, out);
      try {
        cells.begin(whole, identity);
        return cells;
      } catch (IOException | RuntimeException e) {
        out.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read or written: " + e.getMessage(), e);
    }
  }

  private void begin(String whole, ObjectNode identity) throws IOException {
    String[] lines = whole.isEmpty() ? new String[0] : whole.split("\n", -1);
    if (lines.length > 0) {
      checkHeader(lines[0], identity);
      for (int i = 1; i < lines.length - 1; i++) {
        read(lines[i], i + 1);
      }
    }
    FileChannel channel = channel();
    channel.truncate(whole.getBytes(UTF_8).length).position(channel.size());
    if (lines.length == 0) {
      ObjectNode header = JsonNodeFactory.instance.objectNode();
      header.put(MAGIC, VERSION);
      header.set(IDENTITY, identity);
      append(header);
    }
  }

  private void checkHeader(String line, ObjectNode identity) {
    JsonNode header = parse(line, 1);
    if (header.path(MAGIC).asInt(0) != VERSION) {
      throw new CorruptFileException(
          file, "line 1 does not begin a file of finished cells of version " + VERSION);
    }
    // As it would be read back: a number of another Java type is the same number.
    JsonNode own = JSON.readTree(identity.toString());
    JsonDifference.first(own, header.path(IDENTITY))
        .ifPresent(difference -> {
          throw new IllegalArgumentException(
              file
                  + " is of another evaluation: "
                  + difference
                  + "; give another folder, or remove it");
        });
  }

  private void read(String line, int number) {
    JsonNode node = parse(line, number);
    if (node.path(NAME).isString() && node.path(VALUE) instanceof ObjectNode value) {
      cells.put(node.path(NAME).asString(), value);
    } else {
      throw new CorruptFileException(file, "line " + number + " is no finished cell");
    }
  }

  private JsonNode parse(String line, int number) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw new CorruptFileException(file, "line " + number + " is not JSON");
    }
  }

  /// How many cells are finished.
  ///
  /// @return their number
  public int size() {
    return cells.size();
  }

  /// Looks a cell up.
  ///
  /// @param name of the cell
  /// @return its value, if it is finished
  public Optional<ObjectNode> find(String name) {
    return Optional.ofNullable(cells.get(name));
  }

  /// Adds a cell that is finished; it is on its way to the disk when this returns.
  ///
  /// @param name of the cell
  /// @param value anything
  /// @throws UncheckedIOException if it cannot be written
  public void add(String name, ObjectNode value) {
    cells.put(name, value);
    if (out == null) {
      return;
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put(NAME, name);
    line.set(VALUE, value);
    try {
      append(line);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be written: " + e.getMessage(), e);
    }
  }

  private void append(ObjectNode line) throws IOException {
    FileChannel channel = channel();
    ByteBuffer left = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  private FileChannel channel() {
    if (out == null) {
      throw new IllegalStateException("cells in memory have no file");
    }
    return out;
  }

  @Override
  public void close() {
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(file + " can't be written: " + e.getMessage(), e);
      }
    }
  }
}
