package dev.yoco4j.text.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorReason;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A Jinja template that may come from anyone: it reaches no files, no Java objects beside its
/// values, and ends.
///
/// Blocks are trimmed as in transformers (`trim_blocks`, `lstrip_blocks`).
final class JinjaTemplate {
  /// What a template may write, and the longest string on the way.
  static final long OUTPUT_BYTES = 64L << 20;

  private static final int STEPS = 200_000;
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int LARGEST_LIST = 100_000;
  private static final Set<String> NO_TAGS =
      Set.of("include", "import", "from", "extends", "do", "print", "cycle", "autoescape");
  private static final LegacyOverrides AS_PYTHON =
      LegacyOverrides.newBuilder()
          .withEvaluateMapKeys(true)
          .withIterateOverMapKeys(true)
          .withUsePyishObjectMapper(true)
          .withUseNaturalOperatorPrecedence(true)
          .withParseWhitespaceControlStrictly(true)
          .withHandleBackslashInQuotesOnly(true)
          .withUseTrimmingForNotesAndExpressions(true)
          .build();

  private final String name; // for messages
  private final String source;
  private final Jinjava jinja = new Jinjava(config(Set.of()));
  private final Set<String> forbidden;

  /// @throws IllegalArgumentException if its tags can't be read
  JinjaTemplate(String name, String source) {
    this.name = name;
    this.source = JinjaDialect.translated(name, source);
    Context globals = jinja.getGlobalContext();
    globals.registerFunction(function("raise_exception", "raise"));
    globals.registerFunction(function("strftime_now", "now"));
    globals.registerFilter(new PythonJson());
    forbidden =
        globals.getAllFilters().stream()
            .map(Filter::getName)
            .filter(filter -> !JinjaDialect.FILTERS.contains(filter))
            .collect(Collectors.toUnmodifiableSet());
    parse();
  }

  private static ELFunctionDefinition function(String name, String method) {
    return new ELFunctionDefinition("", name, TemplateFunctions.class, method, String.class);
  }

  private void parse() {
    JinjavaInterpreter interpreter = jinja.newInterpreter();
    try {
      interpreter.parse(source);
    } catch (InterpretException e) {
      throw new IllegalArgumentException(said(TemplateError.fromException(e)), e);
    }
    refuse(interpreter.getErrors());
  }

  /// @throws IllegalArgumentException if the template fails, or refuses the values
  String render(Map<String, Object> values) {
    try {
      RenderResult result = jinja.renderForResult(source, values, config(forbidden));
      refuse(result.getErrors());
      return result.getOutput();
    } catch (OverLimit | StackOverflowError | OutOfMemoryError e) {
      throw new IllegalArgumentException(
          name + ": the chat template takes too many steps or too much memory", e);
    }
  }

  private void refuse(List<TemplateError> errors) {
    for (TemplateError error : errors) {
      if (error.getSeverity() == ErrorType.FATAL || error.getReason() != ErrorReason.UNKNOWN) {
        throw new IllegalArgumentException(said(error), error.getException());
      }
    }
  }

  private String said(TemplateError error) {
    for (Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof TemplateFunctions.Raised) {
        return "%s: the chat template refuses these messages: %s".formatted(name, e.getMessage());
      }
    }
    String line = error.getMessage().lines().findFirst().orElse("no reason given");
    String place = error.getLineno() > 0 ? " in line " + error.getLineno() : "";
    return "%s: the chat template fails%s: %s".formatted(name, place, line);
  }

  @SuppressWarnings("deprecation") // what replaces it takes all processors of the library
  private static JinjavaConfig config(Set<String> forbiddenFilters) {
    int[] steps = {0};
    long start = System.nanoTime();
    return JinjavaConfig.newBuilder()
        .withTrimBlocks(true)
        .withLstripBlocks(true)
        .withKeepTrailingNewline(true)
        .withNestedInterpretationEnabled(false) // what users say is no template
        .withMaxOutputSize(OUTPUT_BYTES)
        .withMaxStringLength(OUTPUT_BYTES)
        .withMaxListSize(LARGEST_LIST)
        .withMaxMapSize(LARGEST_LIST)
        .withMaxRenderDepth(20)
        .withEnableRecursiveMacroCalls(true)
        .withMaxMacroRecursionDepth(20)
        .withDisabled(Map.of(Library.TAG, NO_TAGS, Library.FILTER, forbiddenFilters))
        .withElResolver(new AllowedMethods(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY))
        .withLegacyOverrides(AS_PYTHON)
        .withNodePreProcessor((_, _) -> {
          if (++steps[0] > STEPS || System.nanoTime() - start > LONGEST.toNanos()) {
            throw new OverLimit();
          }
        })
        .build();
  }

  /// No exception, because the library goes on after exceptions.
  private static final class OverLimit extends Error {
    private static final long serialVersionUID = 1L;
  }
}
