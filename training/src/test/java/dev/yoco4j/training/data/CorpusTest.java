package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  private static final byte[] BINARY = {'P', 'N', 'G', 0, 1, 2};

  @TempDir private Path dir;

  @Test
  void paths_keep_their_order_and_folders_are_walked_by_name() throws IOException {
    Texts.write(dir.resolve("b/two.txt"), "3");
    Texts.write(dir.resolve("b/one.md"), "1");
    Texts.write(dir.resolve("b/three/deep.txt"), "2");
    Path first = Texts.write(dir.resolve("z.txt"), "0");
    assertThat(Texts.texts(Corpus.of(List.of(first, dir.resolve("b"), first))))
        .containsExactly("0", "1", "2", "3", "0");
  }

  @Test
  void packed_files_are_what_they_pack() throws IOException {
    Path text = Texts.gzip(dir.resolve("a.txt.gz"), "first");
    Path lines =
        Texts.gzip(dir.resolve("b.jsonl.GZ"), "{\"text\": \"second\"}\n", "{\"text\": \"third\"}");
    Texts.write(dir.resolve("c.gz"), Files.readAllBytes(Texts.gzip(dir.resolve(".c"), "\0\1")));
    Corpus folder = Corpus.of(List.of(dir));
    List<String> names = new ArrayList<>();
    folder.forEach(document -> names.add(document.origin().name()));
    assertThat(names).containsExactly(text.toString(), lines + ": line 1", lines + ": line 2");
    assertThat(Texts.texts(Corpus.of(List.of(lines, text))))
        .containsExactly("second", "third", "first");
    assertThat(folder.read(_ -> {})).isEqualTo(1); // what c.gz packs is not text
  }

  @Test
  void a_limit_counts_what_is_packed() throws IOException {
    String line = "{\"text\": \"" + "word ".repeat(20) + "\"}\n";
    Path packed = Texts.gzip(dir.resolve("many.jsonl.gz"), line.repeat(1000));
    assertThat(Corpus.of(List.of(packed)).bytes()).isEqualTo(1000L * line.length());
    Corpus tenth =
        Corpus.of(List.of(packed), CorpusConfig.defaults().withByteLimit(100L * line.length()));
    assertThat(Texts.texts(tenth)).hasSize(100);
  }

  @Test
  void a_packed_file_that_is_damaged_is_refused() throws IOException {
    Path whole = Texts.gzip(dir.resolve("whole.gz"), "some words ".repeat(500));
    byte[] bytes = Files.readAllBytes(whole);
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 7] ^= 1; // in the checksum
    damaged(Texts.write(dir.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 2)));
    damaged(Texts.write(dir.resolve("flipped.gz"), flipped));
    damaged(Texts.write(dir.resolve("none.gz"), new byte[0]));
    damaged(Texts.write(dir.resolve("plain.jsonl.gz"), "{\"text\": \"not packed\"}"));
    Path bomb = Texts.gzip(dir.resolve("bomb.gz"), "a".repeat(80 << 20));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(bomb))))
        .withMessageStartingWith(bomb + ": unpacks to more than 100 times its packed size");
  }

  private static void damaged(Path file) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(file))))
        .withMessageStartingWith(file + ": is not a gzip file, or is damaged (")
        .withMessageNotContaining("null");
  }

  @Test
  void hidden_and_binary_files_of_a_folder_are_passed_over() throws IOException {
    Texts.write(dir.resolve(".hidden"), "no");
    Texts.write(dir.resolve(".git/config"), "no");
    Texts.write(dir.resolve("image.txt"), BINARY);
    Texts.write(dir.resolve("text.png"), "yes");
    Corpus corpus = Corpus.of(List.of(dir));
    assertThat(Texts.texts(corpus)).containsExactly("yes");
    assertThat(corpus.read(_ -> {})).isEqualTo(1);
  }

  @Test
  void a_folder_that_links_to_itself_ends() throws IOException {
    Texts.write(dir.resolve("a/text"), "once");
    Files.createSymbolicLink(dir.resolve("a/loop"), dir);
    Files.createSymbolicLink(dir.resolve("a/linked"), dir.resolve("a/text"));
    assertThat(Texts.texts(Corpus.of(List.of(dir)))).containsExactly("once", "once");
  }

  @Test
  void members_of_an_archive_are_read_by_name_and_nested_archives_stay_shut() throws IOException {
    Path inner = Texts.zip(dir.resolve("inner.zip"), "x.txt", "no");
    Path zip =
        Texts.zip(
            dir.resolve("outer.JAR"),
            "b/B.java",
            "second",
            "A.class",
            BINARY,
            "a.txt",
            "first",
            "lib/inner.zip",
            Files.readAllBytes(inner),
            "__MACOSX/._a.txt",
            "no",
            "c.jsonl",
            "{\"text\": \"third\"}\n{\"text\": \"fourth\"}");
    Corpus corpus = Corpus.of(List.of(zip));
    List<String> names = new ArrayList<>();
    corpus.forEach(document -> names.add(document.origin().name()));
    assertThat(Texts.texts(corpus)).containsExactly("first", "second", "third", "fourth");
    assertThat(names)
        .containsExactly(
            zip + ": member a.txt",
            zip + ": member b/B.java",
            zip + ": member c.jsonl, line 1",
            zip + ": member c.jsonl, line 2");
    assertThat(corpus.read(_ -> {})).isEqualTo(2);
  }

  @Test
  void a_byte_order_mark_is_not_text() throws IOException {
    Path file = Texts.write(dir.resolve("a.txt"), "\uFEFFtext \uFEFF");
    Path lines = Texts.write(dir.resolve("a.jsonl"), "\uFEFF{\"text\": \"line\"}");
    assertThat(Texts.texts(Corpus.of(List.of(file, lines)))).containsExactly("text \uFEFF", "line");
  }

  @Test
  void a_binary_file_that_was_named_is_refused() throws IOException {
    Path file = Texts.write(dir.resolve("image.png"), BINARY);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(file))))
        .withMessage(
            file + ": is not UTF-8 text; give text files, folders, .zip, .jar, .gz or .jsonl");
  }

  @Test
  void missing_data_is_refused() {
    Path missing = dir.resolve("missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Corpus.of(List.of(missing)))
        .withMessage(
            missing + " does not exist; give text files, folders, .zip, .jar, .gz or .jsonl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Corpus.of(List.of()))
        .withMessage("no data was given; give text files, folders, .zip, .jar, .gz or .jsonl");
  }

  @Test
  void a_damaged_archive_is_refused() throws IOException {
    Path zip = Texts.zip(dir.resolve("a.zip"), "a.txt", "text text text text text");
    Path cut = dir.resolve("cut.zip");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(zip), 50));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Corpus.of(List.of(cut)))
        .withMessageStartingWith(cut + ": is not a zip or jar archive, or is damaged (");
    byte[] bytes = Files.readAllBytes(zip);
    Arrays.fill(bytes, 35, 45, (byte) 0xFF);
    Files.write(zip, bytes);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(zip))))
        .withMessageStartingWith(zip + ": member a.txt: is damaged (");
  }

  @Test
  void a_member_that_unpacks_to_no_end_is_refused() throws IOException {
    byte[] much = new byte[65 << 20];
    Arrays.fill(much, (byte) 'a');
    Path zip = Texts.zip(dir.resolve("bomb.zip"), "a.txt", much);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Corpus.of(List.of(zip)).forEach(_ -> {}))
        .withMessage(
            zip
                + ": member a.txt: unpacks to more than 100 times its packed size, as no text does;"
                + " leave it out");
  }

  @Test
  void parts_say_where_documents_begin_and_end_and_reading_goes_on_behind_a_bad_line()
      throws IOException {
    Path text = Texts.write(dir.resolve("long.txt"), "a line of text\n".repeat(100_000));
    Path lines =
        Texts.write(
            dir.resolve("lines.jsonl"), "{\"text\": \"one\"}\n{\"no\": 1}\n{\"text\": \"two\"}\n");
    List<DocumentPart> parts = new ArrayList<>();
    List<String> malformed = new ArrayList<>();
    Corpus.of(List.of(text, lines))
        .forEachPart(parts::add, e -> malformed.add(String.valueOf(e.getMessage())));
    assertThat(parts).extracting(DocumentPart::opens).containsExactly(true, false, true, true);
    assertThat(parts).extracting(DocumentPart::closes).containsExactly(false, true, true, true);
    assertThat(parts.stream().limit(2).mapToLong(DocumentPart::bytes).sum())
        .isEqualTo(Files.size(text));
    assertThat(parts).extracting(part -> part.document().text()).endsWith("one", "two");
    assertThat(malformed)
        .singleElement()
        .asString()
        .startsWith(lines + ": line 2: has no field \"text\"");
  }
}
