package dev.yoco4j.evaluation.task;

import dev.yoco4j.evaluation.task.RowFile.Entry;
import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Rows of JSON: one list of objects, or an object in each line, whichever the first byte says.
final class JsonRows {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private JsonRows() {}

  static List<Entry> read(Path file, byte[] content) {
    boolean marked =
        content.length >= BYTE_ORDER_MARK.length
            && Arrays.equals(content, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3);
    int start = marked ? BYTE_ORDER_MARK.length : 0;
    int first = start;
    while (first < content.length && isBlank(content[first])) {
      first++;
    }
    return first < content.length && content[first] == '['
        ? list(file, content, first)
        : lines(content, start);
  }

  private static List<Entry> list(Path file, byte[] content, int start) {
    List<Entry> entries = new ArrayList<>();
    try {
      for (JsonNode element : JSON.readTree(content, start, content.length - start)) {
        entries.add(entry("row " + (entries.size() + 1), element));
      }
    } catch (JacksonException e) {
      throw new CorruptFileException(file, "is not JSON (" + reason(e) + ")", e);
    }
    return entries;
  }

  private static List<Entry> lines(byte[] content, int start) {
    List<Entry> entries = new ArrayList<>();
    int number = 1;
    for (int from = start; from < content.length; number++) {
      int end = from;
      boolean blank = true;
      while (end < content.length && content[end] != '\n') {
        blank &= isBlank(content[end]);
        end++;
      }
      if (!blank) {
        entries.add(line("line " + number, content, from, end));
      }
      from = end + 1;
    }
    return entries;
  }

  private static Entry line(String place, byte[] content, int from, int end) {
    try {
      return entry(place, JSON.readTree(content, from, end - from));
    } catch (JacksonException e) {
      return Entry.malformed(place, "is not JSON (" + reason(e) + ")");
    }
  }

  private static Entry entry(String place, JsonNode node) {
    return node instanceof ObjectNode object
        ? Entry.of(place, new TaskRow(object))
        : Entry.malformed(place, "is not a JSON object");
  }

  private static String reason(JacksonException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
