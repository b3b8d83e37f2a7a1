package dev.yoco4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// On a test or a class of tests: runs where CUDA can be used, and is skipped elsewhere with the
/// reason. It has the tag `cuda`, and is put beside `@Test` or `@ParameterizedTest`.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag(CudaTests.TAG)
@ExtendWith(CudaCondition.class)
public @interface CudaTest {}
