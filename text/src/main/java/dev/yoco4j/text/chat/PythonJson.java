package dev.yoco4j.text.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.OutputTooBigException;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `tojson`, with a space after commas and colons, as Python writes it: models have seen it so.
final class PythonJson implements Filter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int DEEPEST = 64;

  @Override
  public String getName() {
    return "tojson";
  }

  @Override
  public Object filter(
      @Nullable Object value, JinjavaInterpreter interpreter, @Nullable String... arguments) {
    Writer writer = new Writer(indent(arguments.length == 0 ? null : arguments[0]));
    writer.write(value, 0);
    return writer.out.toString();
  }

  @Override
  public Object filter(
      @Nullable Object value,
      JinjavaInterpreter interpreter,
      @Nullable Object[] arguments,
      Map<String, Object> named) {
    @Nullable Object indent = arguments.length == 0 ? named.get("indent") : arguments[0];
    return filter(value, interpreter, indent == null ? null : indent.toString());
  }

  private static Optional<String> indent(@Nullable String spaces) {
    return spaces != null && spaces.matches("[0-9]")
        ? Optional.of(" ".repeat(Integer.parseInt(spaces)))
        : Optional.empty();
  }

  private static final class Writer {
    private final Optional<String> indent;
    private final StringBuilder out = new StringBuilder();

    Writer(Optional<String> indent) {
      this.indent = indent;
    }

    void write(@Nullable Object value, int depth) {
      if (depth > DEEPEST || out.length() > JinjaTemplate.OUTPUT_BYTES) {
        throw new OutputTooBigException(JinjaTemplate.OUTPUT_BYTES, out.length());
      }
      switch (value) {
        case null -> out.append("null");
        case Boolean flag -> out.append(flag);
        case Number number -> out.append(number);
        case Map<?, ?> map -> members(map, depth + 1);
        case Collection<?> items -> items(items, depth + 1);
        default -> out.append(JSON.writeValueAsString(value.toString()));
      }
    }

    private void members(Map<?, ?> map, int depth) {
      out.append('{');
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<?, ?> entry = entries.next();
        line(depth);
        out.append(JSON.writeValueAsString(String.valueOf(entry.getKey()))).append(": ");
        write(entry.getValue(), depth);
        comma(entries.hasNext());
      }
      close(map.isEmpty(), depth);
      out.append('}');
    }

    private void items(Collection<?> items, int depth) {
      out.append('[');
      Iterator<?> rest = items.iterator();
      while (rest.hasNext()) {
        line(depth);
        write(rest.next(), depth);
        comma(rest.hasNext());
      }
      close(items.isEmpty(), depth);
      out.append(']');
    }

    private void comma(boolean more) {
      if (more) {
        out.append(indent.isPresent() ? "," : ", ");
      }
    }

    private void close(boolean empty, int depth) {
      if (!empty) {
        line(depth - 1);
      }
    }

    private void line(int depth) {
      indent.ifPresent(one -> out.append('\n').append(one.repeat(depth)));
    }
  }
}
