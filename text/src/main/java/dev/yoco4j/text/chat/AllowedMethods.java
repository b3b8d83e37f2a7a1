package dev.yoco4j.text.chat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.MethodNotFoundException;
import org.jspecify.annotations.Nullable;

/// Python's methods of strings, and none of Java's.
final class AllowedMethods extends CompositeELResolver {
  AllowedMethods(ELResolver others) {
    add(others);
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      @Nullable Object[] arguments) {
    if (!(base instanceof CharSequence text)) {
      return super.invoke(context, base, method, types, arguments);
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
      case "split/1" -> List.of(text.split(Pattern.quote(first), -1));
      case "startswith/1" -> text.startsWith(first);
      case "endswith/1" -> text.endsWith(first);
      case "upper/0" -> text.toUpperCase(Locale.ROOT);
      case "lower/0" -> text.toLowerCase(Locale.ROOT);
      case "replace/2" -> text.replace(first, String.valueOf(arguments[1]));
      default -> throw new MethodNotFoundException("strings have no method " + method);
    };
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
