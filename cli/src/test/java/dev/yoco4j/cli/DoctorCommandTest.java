package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.cuda.CudaStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  private static final CudaStatus NO_DRIVER = new CudaStatus.Unusable("there is no driver");

  @Test
  void a_machine_without_a_gpu_is_sound_unless_one_is_asked_for() {
    Optional<CudaStatus> seen = Optional.of(NO_DRIVER);
    assertThat(new GpuFindings(seen, false).sound()).isTrue();
    assertThat(new GpuFindings(seen, true).sound()).isFalse();
    assertThat(new GpuFindings(Optional.empty(), false).sound()).isTrue();
  }

  @Test
  void why_cuda_cannot_be_used_is_told() {
    assertThat(new GpuFindings(Optional.of(NO_DRIVER), false).lines())
        .containsEntry("cuda", "no: there is no driver");
  }

  @Test
  void the_document_has_the_same_status_as_the_process() {
    CommandRun run = CommandRun.of("doctor", "--json");
    JsonNode cuda = JsonMapper.builder().build().readTree(run.out()).get("cuda");
    switch (CudaStatus.get()) {
      case CudaStatus.Usable usable ->
          assertThat(cuda.get("gpu").asString()).isEqualTo(usable.gpu().name());
      case CudaStatus.Unusable(String reason) -> {
        assertThat(cuda.get("usable").asBoolean()).isFalse();
        assertThat(cuda.get("reason").asString()).isEqualTo(reason);
      }
    }
  }

  @Test
  void the_gpu_that_is_asked_for_must_work() {
    CommandRun run = CommandRun.of("doctor", "--device", "cuda");
    assertThat(run.exitCode()).isEqualTo(CudaStatus.isUsable() ? 0 : 1);
  }

  @Test
  void an_unknown_device_is_refused() {
    CommandRun run = CommandRun.of("doctor", "--device", "tpu");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--device: device must be auto, cpu or cuda, was tpu")
        .doesNotContain("\tat ");
    assertThatThrownBy(() -> GpuFindings.of("gpu")).isInstanceOf(IllegalArgumentException.class);
  }
}
