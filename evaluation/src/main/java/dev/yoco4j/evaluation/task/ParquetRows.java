package dev.yoco4j.evaluation.task;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.StructAccessor;
import dev.yoco4j.evaluation.task.RowFile.Entry;
import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Rows of a Parquet file, as the objects that a line of JSON would hold.
final class ParquetRows {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ParquetRows() {}

  static List<Entry> read(Path file) {
    List<Entry> entries = new ArrayList<>();
    try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file));
        RowReader rows = parquet.rowReader()) {
      while (rows.hasNext()) {
        rows.next();
        entries.add(Entry.of("row " + (entries.size() + 1), new TaskRow(object(rows))));
      }
    } catch (IOException | RuntimeException e) {
      throw new CorruptFileException(
          file, "is not Parquet, or is damaged (" + e.getMessage() + ")", e);
    }
    return entries;
  }

  private static ObjectNode object(StructAccessor struct) {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < struct.getFieldCount(); i++) {
      object.set(
          struct.getFieldName(i), struct.isNull(i) ? NODES.nullNode() : node(struct.getValue(i)));
    }
    return object;
  }

  private static JsonNode node(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case String text -> NODES.stringNode(text);
      case Boolean truth -> NODES.booleanNode(truth);
      case Integer number -> NODES.numberNode(number);
      case Long number when number == number.intValue() -> NODES.numberNode(number.intValue());
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      case PqList list -> array(list);
      case StructAccessor struct -> object(struct);
      default -> NODES.stringNode(String.valueOf(value));
    };
  }

  private static ArrayNode array(PqList list) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < list.size(); i++) {
      array.add(list.isNull(i) ? NODES.nullNode() : node(list.get(i)));
    }
    return array;
  }
}
