package dev.yoco4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// Rules on single classes.
///
/// Most may be about no class at all; that there are classes, [ArchitectureTest] says.
class CodeShapeTest {
  private static final DescribedPredicate<List<JavaClass>> A_TENSOR = contain(Tensor.class);
  private static final DescribedPredicate<List<JavaClass>> A_BOOLEAN = contain(boolean.class);

  @Test
  void math_classes_are_final() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Math")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .allowEmptyShould(true)
        .check(ArchitectureTest.CLASSES);
  }

  @Test
  void math_classes_have_no_instances() {
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Math")
        .should()
        .bePrivate()
        .allowEmptyShould(true)
        .check(ArchitectureTest.CLASSES);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Math")
        .should()
        .beStatic()
        .allowEmptyShould(true)
        .check(ArchitectureTest.CLASSES);
  }

  @Test
  void math_classes_have_no_fields_but_constants() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Math")
        .should()
        .beStatic()
        .andShould()
        .beFinal()
        .allowEmptyShould(true)
        .check(ArchitectureTest.CLASSES);
  }

  @Test
  void the_model_knows_no_cache() {
    noClasses()
        .that()
        .resideInAPackage("dev.yoco4j.model..")
        .should()
        .haveSimpleNameContaining("Cache")
        .check(ArchitectureTest.CLASSES);
  }

  /// A flag on an operation is a second operation: phases are methods. Lambdas carry what they
  /// catch.
  @Test
  void operations_on_tensors_take_no_flags() {
    noMethods()
        .that()
        .haveRawParameterTypes(A_TENSOR)
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .haveRawParameterTypes(A_BOOLEAN)
        .allowEmptyShould(true)
        .check(ArchitectureTest.CLASSES);
  }

  @Test
  void exceptions_say_what_went_wrong_by_their_type() {
    GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(ArchitectureTest.CLASSES);
  }

  private static DescribedPredicate<List<JavaClass>> contain(Class<?> type) {
    return DescribedPredicate.describe(
        "[.., " + type.getSimpleName() + ", ..]",
        types -> types.stream().anyMatch(t -> t.isEquivalentTo(type)));
  }
}
