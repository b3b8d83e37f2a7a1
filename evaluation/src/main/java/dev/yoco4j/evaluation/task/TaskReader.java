package dev.yoco4j.evaluation.task;

import dev.yoco4j.evaluation.task.RowFile.Entry;
import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads tasks: a file is one, a folder holds several, by name.
///
/// Files whose names differ only in `-00000-of-00002` are parts of one task.
public final class TaskReader {
  private static final Pattern EXTENSION = Pattern.compile("(?i)\\.(jsonl|json|parquet)$");
  private static final Pattern PART = Pattern.compile("-\\d{5}-of-\\d{5}$");

  private final Optional<TaskLayout> layout;
  private final MalformedRows rule;

  /// A reader.
  ///
  /// @param layout the name of the layout of all files, or empty to tell it from the columns
  /// @param rule what happens to malformed rows
  /// @throws IllegalArgumentException if there is no layout of that name
  public TaskReader(Optional<String> layout, MalformedRows rule) {
    this.layout = layout.map(TaskLayout::named);
    this.rule = rule;
  }

  /// The names of all layouts.
  ///
  /// @return as in a sentence
  public static String layouts() {
    return TaskLayout.labels();
  }

  /// Reads a file or a folder.
  ///
  /// @param path `.jsonl`, `.json` or `.parquet`, or a folder with such files
  /// @return at least one task, by name
  /// @throws IllegalArgumentException if there is nothing to read
  /// @throws CorruptFileException if a file holds no rows, none that can be asked, or is of no
  ///   known layout; or if a row is malformed and such are refused
  /// @throws UncheckedIOException if a file cannot be read
  public List<Task> read(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(path + " does not exist; give a file or folder of tasks");
    }
    if (!Files.isDirectory(path)) {
      return List.of(task(name(path.toAbsolutePath().getFileName()), List.of(path)));
    }
    TreeMap<String, List<Path>> files = new TreeMap<>();
    for (Path file : files(path)) {
      files.computeIfAbsent(name(path.relativize(file)), _ -> new ArrayList<>()).add(file);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          path + " holds no tasks: no " + String.join(", ", RowFile.EXTENSIONS));
    }
    List<Task> tasks = new ArrayList<>();
    files.forEach((name, parts) -> tasks.add(task(name, parts)));
    return tasks;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).filter(RowFile::isOne).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e, e);
    }
  }

  private static String name(Path file) {
    String slashes = file.toString().replace('\\', '/');
    return PART.matcher(EXTENSION.matcher(slashes).replaceFirst("")).replaceFirst("");
  }

  private Task task(String name, List<Path> files) {
    List<Question> questions = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    Optional<TaskLayout> known = layout;
    for (Path file : files) {
      List<Entry> entries = RowFile.read(file);
      if (entries.isEmpty()) {
        throw new CorruptFileException(file, "holds no rows");
      }
      TaskLayout rows = known.orElseGet(() -> detect(file, entries));
      known = Optional.of(rows);
      entries.forEach(entry -> read(file, entry, rows, questions, skipped));
    }
    if (questions.isEmpty()) {
      throw CorruptFileException.listing(
          files.getFirst(), "holds no row that can be asked: ", skipped.subList(0, 1));
    }
    return new Task(name, known.orElseThrow().label(), questions, skipped);
  }

  /// By the first row that is one.
  private static TaskLayout detect(Path file, List<Entry> entries) {
    TaskRow first =
        entries.stream()
            .flatMap(entry -> entry.row().stream())
            .findFirst()
            .orElseThrow(() ->
                new CorruptFileException(
                    file, entries.getFirst().place() + ": " + entries.getFirst().wrong()));
    try {
      return TaskLayout.of(first.names());
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(file, String.valueOf(e.getMessage()), e);
    }
  }

  private void read(
      Path file, Entry entry, TaskLayout rows, List<Question> questions, List<String> skipped) {
    String wrong = entry.wrong();
    if (entry.row().isPresent()) {
      try {
        questions.add(rows.question(entry.row().get()));
        return;
      } catch (IllegalArgumentException e) {
        wrong = String.valueOf(e.getMessage());
      }
    }
    CorruptFileException malformed = new CorruptFileException(file, entry.place() + ": " + wrong);
    if (rule == MalformedRows.REFUSE) {
      throw malformed;
    }
    skipped.add(String.valueOf(malformed.getMessage()));
  }
}
