package dev.yoco4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// On a class of tests: all of them run on the CPU, and again on a GPU. Where CUDA can't be used,
/// the second time is skipped with the reason.
///
/// The constructor, and any test, may take a [dev.yoco4j.torch.Device]: the one of this time. The
/// class has the tag `cuda`, and [CudaTests] leaves the CPU out.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@Tag(CudaTests.TAG)
@ExtendWith(DeviceInvocations.class)
public @interface EachDevice {}
