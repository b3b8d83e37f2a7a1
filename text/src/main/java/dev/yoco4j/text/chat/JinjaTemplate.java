package dev.yoco4j.text.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorReason;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Jinja template that may come from anyone: it reaches no files, no Java objects beside its
/// values, and ends.
///
/// Blocks are trimmed as in transformers (`trim_blocks`, `lstrip_blocks`).
final class JinjaTemplate {
  private static final long OUTPUT_BYTES = 64L << 20;
  private static final int STEPS = 200_000;
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
  private final Jinjava jinja = new Jinjava(config());

  JinjaTemplate(String name, String source) {
    this.name = name;
    this.source = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", TemplateFunctions.class, "raise", String.class));
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "strftime_now", TemplateFunctions.class, "now", String.class));
  }

  /// @throws IllegalArgumentException if the template fails, or refuses the values
  String render(Map<String, Object> values) {
    try {
      RenderResult result = jinja.renderForResult(source, values, config());
      for (TemplateError error : result.getErrors()) {
        if (error.getSeverity() == ErrorType.FATAL
            || error.getReason() == ErrorReason.SYNTAX_ERROR) {
          throw new IllegalArgumentException(said(error), error.getException());
        }
      }
      return result.getOutput();
    } catch (OverLimit | StackOverflowError | OutOfMemoryError e) {
      throw new IllegalArgumentException(
          name + ": the chat template takes too many steps or too much memory", e);
    }
  }

  private String said(TemplateError error) {
    for (Throwable e = error.getException(); e != null; e = next(e)) {
      if (e instanceof TemplateFunctions.Raised) {
        return "%s: the chat template refuses these messages: %s".formatted(name, e.getMessage());
      }
    }
    String line = error.getMessage().lines().findFirst().orElse("no reason given");
    return "%s: the chat template fails in line %d: %s".formatted(name, error.getLineno(), line);
  }

  private static @Nullable Throwable next(Throwable e) {
    return e.getCause();
  }

  @SuppressWarnings("deprecation") // what replaces it takes all processors of the library
  private static JinjavaConfig config() {
    int[] steps = {0};
    return JinjavaConfig.newBuilder()
        .withTrimBlocks(true)
        .withLstripBlocks(true)
        .withKeepTrailingNewline(true)
        .withNestedInterpretationEnabled(false) // what users say is no template
        .withMaxOutputSize(OUTPUT_BYTES)
        .withMaxStringLength(OUTPUT_BYTES)
        .withMaxRenderDepth(20)
        .withEnableRecursiveMacroCalls(true)
        .withMaxMacroRecursionDepth(20)
        .withDisabled(
            Map.of(Library.TAG, Set.of("include", "import", "from", "extends", "do", "print")))
        .withElResolver(new AllowedMethods(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY))
        .withLegacyOverrides(AS_PYTHON)
        .withNodePreProcessor((_, _) -> {
          if (++steps[0] > STEPS) {
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
