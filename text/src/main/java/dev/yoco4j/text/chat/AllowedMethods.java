package dev.yoco4j.text.chat;

import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.collections.PyList;
import com.hubspot.jinjava.objects.collections.PyMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.MethodNotFoundException;
import org.jspecify.annotations.Nullable;

/// Python's methods and indices of strings, the methods of lists and maps, and none of Java's.
final class AllowedMethods extends CompositeELResolver {
  private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");
  private static final long LONGEST = JinjaTemplate.OUTPUT_BYTES;

  AllowedMethods(ELResolver others) {
    add(others);
  }

  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    if (base instanceof CharSequence text && INDEX.matcher(property.toString()).matches()) {
      context.setPropertyResolved(true);
      int index = Integer.parseInt(property.toString());
      int at = index < 0 ? text.length() + index : index;
      return at < 0 || at >= text.length() ? "" : String.valueOf(text.charAt(at));
    }
    return super.getValue(context, base, property);
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      @Nullable Object[] arguments) {
    // Filters and tests are called as methods of objects that no template can name otherwise.
    if (base instanceof PyList
        || base instanceof PyMap
        || base instanceof Filter
        || base instanceof ExpTest) {
      return super.invoke(context, base, method, types, arguments);
    }
    if (!(base instanceof CharSequence text)) {
      throw new MethodNotFoundException("there is no method " + method);
    }
    Object result = call(text.toString(), method.toString(), arguments);
    context.setPropertyResolved(true);
    return result;
  }

  private static Object call(String text, String method, @Nullable Object[] arguments) {
    String first = arguments.length > 0 ? String.valueOf(arguments[0]) : "";
    return switch (method + "/" + arguments.length) {
      case "strip/0" -> text.strip();
      case "lstrip/0" -> text.stripLeading();
      case "rstrip/0" -> text.stripTrailing();
      case "strip/1" -> stripEnd(stripStart(text, first), first);
      case "lstrip/1" -> stripStart(text, first);
      case "rstrip/1" -> stripEnd(text, first);
      case "split/0" -> List.of(text.strip().split("\\s+", -1));
      case "split/1" -> List.of(text.split(separator(first), -1));
      case "split/2" ->
          List.of(text.split(separator(first), Integer.parseInt("" + arguments[1]) + 1));
      case "startswith/1" -> text.startsWith(first);
      case "endswith/1" -> text.endsWith(first);
      case "find/1" -> (long) text.indexOf(first);
      case "upper/0" -> text.toUpperCase(Locale.ROOT);
      case "lower/0" -> text.toLowerCase(Locale.ROOT);
      case "capitalize/0" -> capitalized(text);
      case "replace/2" -> replaced(text, first, String.valueOf(arguments[1]));
      default ->
          throw new MethodNotFoundException(
              "strings have no method %s with %d arguments here"
                  .formatted(method, arguments.length));
    };
  }

  private static String separator(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a separator must not be empty");
    }
    return Pattern.quote(text);
  }

  private static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String replaced(String text, String old, String replacement) {
    long most = (text.length() / Math.max(1L, old.length()) + 1) * (long) replacement.length();
    if (text.length() + most > LONGEST) {
      throw new IllegalArgumentException("what replace makes could be too long");
    }
    return text.replace(old, replacement);
  }

  private static String stripStart(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return text.substring(start);
  }

  private static String stripEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
