package dev.yoco4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrows between modules and packages; [CodeShapeTest] has the rules on single classes.
class ArchitectureTest {
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.yoco4j");

  /// Module to the modules that it may use. A new module adds itself here.
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("torch", List.of()),
          Map.entry("text", List.of()),
          Map.entry("testkit", List.of("torch")),
          Map.entry("model", List.of("torch")),
          Map.entry("inference", List.of("model", "text", "torch")),
          Map.entry("training", List.of("model", "text", "torch")),
          Map.entry("server", List.of("inference", "text")),
          Map.entry("evaluation", List.of("inference", "model", "text", "torch")),
          Map.entry("langchain4j", List.of("inference", "model", "text", "torch")),
          Map.entry("benchmark", List.of("training", "inference", "model", "text", "torch")),
          Map.entry(
              "cli",
              List.of(
                  "benchmark",
                  "server",
                  "evaluation",
                  "inference",
                  "training",
                  "model",
                  "text",
                  "torch")));

  static Stream<String> modules() {
    return ARROWS.keySet().stream().sorted();
  }

  /// Rules over no classes would hold.
  @Test
  void classes_of_every_module_are_found() {
    assertThat(CLASSES.size()).isGreaterThan(250);
    assertThat(CLASSES)
        .extracting(c -> moduleOf(c.getPackageName()))
        .contains(
            "torch",
            "text",
            "model",
            "inference",
            "training",
            "evaluation",
            "langchain4j",
            "server",
            "benchmark",
            "cli");
  }

  @Test
  void every_module_has_its_arrows() {
    assertThat(CLASSES)
        .allSatisfy(c -> assertThat(ARROWS).containsKey(moduleOf(c.getPackageName())));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void a_module_uses_only_those_its_arrows_lead_to(String module) {
    String[] allowed =
        Stream.concat(Stream.of(module), ARROWS.getOrDefault(module, List.of()).stream())
            .map(ArchitectureTest::packagesOf)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(packagesOf(module))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.yoco4j..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void modules_have_no_cycles() {
    slices().matching("dev.yoco4j.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void feature_packages_of_a_module_have_no_cycles(String module) {
    slices()
        .matching("dev.yoco4j." + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void text_cli_and_the_requests_of_inference_know_no_tensors() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.yoco4j.text..",
            "dev.yoco4j.cli..",
            "dev.yoco4j.langchain4j..",
            "dev.yoco4j.server..",
            "dev.yoco4j.inference")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void only_torch_handles_native_memory() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.yoco4j.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.javacpp..")
        .check(CLASSES);
  }

  @Test
  void packages_are_named_for_what_they_hold() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..common..",
            "..helper..",
            "..impl..",
            "..core..",
            "..manager..",
            "..misc..")
        .check(CLASSES);
  }

  @Test
  void packages_are_one_level_deep() {
    classes().should().resideInAnyPackage("dev.yoco4j.*", "dev.yoco4j.*.*").check(CLASSES);
  }

  private static String packagesOf(String module) {
    return "dev.yoco4j." + module + "..";
  }

  private static String moduleOf(String packageName) {
    return packageName.split("\\.", -1)[2];
  }
}
