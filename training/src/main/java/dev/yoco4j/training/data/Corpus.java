package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The documents of files, folders and archives, in an order that is always the same.
///
/// | given | documents |
/// |-------|-----------|
/// | a file | the file |
/// | a folder | its files, and those of the folders in it, by name; hidden ones and binary ones are passed over |
/// | `.zip`, `.jar` | its members by name, as of a folder; archives in it are not opened |
/// | `.gz` | the file that it packs; `.jsonl.gz` a `.jsonl` |
/// | `.jsonl` | each line's field `text`; blank lines are passed over |
///
/// `.zip`, `.jar`, `.gz` and `.jsonl` count wherever they are found, a `.jsonl` in an archive too.
/// What is text is decided by content, never by extension: no NUL byte in the first 8 KiB, and at
/// most a tenth of them malformed as UTF-8. A byte order mark is dropped.
///
/// Texts are streamed: however long a file is, about 1 MiB of it is held at a time, and a line of
/// JSON may have 16 MiB. A `.gz` or a member of an archive that unpacks to more than 64 MiB and to
/// more than a hundred times its packed size is refused.
///
/// With a byte limit, texts up to 1 MiB are chosen by a hash of their names and taken whole; of
/// longer ones the beginning is taken, of `.jsonl` files lines evenly spread, the same share of
/// each.
public final class Corpus {
  static final String WANTED = "give text files, folders, .zip, .jar, .gz or .jsonl";

  private final List<Path> paths;
  private final CorpusConfig config;
  private final List<CorpusScan.FoundFile> files;
  private final Sample sample;
  private final long binariesPassedOver;

  private Corpus(List<Path> paths, CorpusConfig config) {
    CorpusScan scan = new CorpusScan(paths);
    this.paths = List.copyOf(paths);
    this.config = config;
    this.files = scan.files();
    List<Source> sources = scan.sources();
    if (config.byteLimit().isPresent()) {
      // A limit counts text, so what is text must be known before the choice.
      List<Source> texts = texts(sources, config.malformed());
      this.binariesPassedOver = (long) sources.size() - texts.size();
      this.sample = Sample.about(config.byteLimit().getAsLong(), texts);
    } else {
      this.binariesPassedOver = 0;
      this.sample = Sample.all(sources);
    }
  }

  /// All documents, malformed bytes replaced.
  ///
  /// @param paths files, folders and archives, in the order of their documents
  /// @return the corpus, not yet read
  /// @throws IllegalArgumentException if there are none, or if one does not exist
  /// @throws dev.yoco4j.torch.CorruptFileException if an archive cannot be opened
  /// @throws java.io.UncheckedIOException if a file or folder cannot be looked at
  public static Corpus of(List<Path> paths) {
    return of(paths, CorpusConfig.defaults());
  }

  /// The documents that a configuration asks for.
  ///
  /// @param paths files, folders and archives, in the order of their documents
  /// @param config how they are read
  /// @return the corpus, not yet read
  /// @throws IllegalArgumentException if there are none, or if one does not exist
  /// @throws dev.yoco4j.torch.CorruptFileException if an archive cannot be opened
  /// @throws java.io.UncheckedIOException if a file or folder cannot be looked at
  public static Corpus of(List<Path> paths, CorpusConfig config) {
    return new Corpus(paths, config);
  }

  /// About how many bytes will be read; files that turn out not to be text count.
  ///
  /// @return bytes
  public long bytes() {
    return sample.bytes();
  }

  /// Reads the documents in order; a text longer than 1 MiB comes in parts.
  ///
  /// @param each takes every document
  /// @throws dev.yoco4j.torch.CorruptFileException if a line of JSON or an archive is not what it
  ///   must be, if a file the user named is not text, or if malformed bytes are to be refused and
  ///   are met
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public void forEach(Consumer<Document> each) {
    long _ = read(passage -> each.accept(passage.decode(config.malformed())));
  }

  /// Reads the documents in order for someone who has to know where each begins and ends, and who
  /// may go on after a line of JSON that is malformed.
  ///
  /// @param each takes every document, or its parts in order if it is longer than 1 MiB
  /// @param malformed told of each line of a `.jsonl` file that is not what it must be; throws what
  ///   it is given to refuse it
  /// @throws CorruptFileException as [#forEach] in all other cases
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public void forEachPart(Consumer<DocumentPart> each, Consumer<CorruptFileException> malformed) {
    long _ =
        read(passage -> {
          Document document;
          try {
            document = passage.decode(config.malformed());
          } catch (CorruptFileException e) {
            if (!passage.isLine()) {
              throw e;
            }
            malformed.accept(e);
            return;
          }
          each.accept(
              new DocumentPart(document, passage.length(), passage.opens(), passage.closes()));
        });
  }

  /// Stands for all that decides what the documents are: files by name, size and time of the last
  /// change, and the configuration.
  ///
  /// @return hexadecimal digits
  public String fingerprint() {
    return digest().hex();
  }

  /// Reads the passages in order.
  ///
  /// @return how many sources were passed over because they are not text
  long read(Consumer<Passage> each) {
    long binaries = binariesPassedOver;
    try (PassageReader reader = new PassageReader(config.malformed())) {
      for (Source source : sample.sources()) {
        binaries += reader.read(source, sample.share(), each) ? 0 : 1;
      }
    }
    return binaries;
  }

  List<Path> paths() {
    return paths;
  }

  CorpusConfig config() {
    return config;
  }

  /// A digest of all that decides what the documents are: files by name, size and time of the last
  /// change, and the configuration.
  Digest digest() {
    StringBuilder inputs = new StringBuilder(config.toString());
    for (CorpusScan.FoundFile file : files) {
      inputs.append('\n').append(file.bytes()).append(' ');
      inputs.append(file.modified()).append(' ').append(file.key());
    }
    return Digest.of(inputs.toString().getBytes(UTF_8));
  }

  private static List<Source> texts(List<Source> sources, MalformedText rule) {
    try (PassageReader reader = new PassageReader(rule)) {
      return sources.stream().filter(reader::isText).toList();
    }
  }
}
