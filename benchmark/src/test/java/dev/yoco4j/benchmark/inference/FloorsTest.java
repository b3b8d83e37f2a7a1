package dev.yoco4j.benchmark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Test;

/// The tiny presets by hand: width 64, feed-forward 192, 4 layers, 4 heads on 2 of width 16,
/// vocabulary 512, windows of 32.
class FloorsTest {
  private static final double ROUNDING = 1e-9;
  private static final Ceilings FAST_PRODUCTS = new Ceilings(1e12, 1e6);

  private static Floors floors(String preset, Precision precision, Ceilings ceilings) {
    return new Floors(ModelPresets.named(preset), precision, ceilings);
  }

  @Test
  void a_step_of_the_transformer_reads_its_weights_and_each_layers_past() {
    Floors floors = floors("transformer-tiny", Precision.FLOAT32, FAST_PRODUCTS);
    long layers = 4 * (64 * 64 + 2 * 64 * 32 + 64 * 64 + 3 * 64 * 192);
    long norms = (2 * 4 + 1) * 64;
    long output = 512 * 64;
    assertThat(floors.readParameters()).isEqualTo(layers + norms + output).isEqualTo(229_952);
    assertThat(floors.pastBytesRead(100)).isEqualTo(4 * 100 * 2 * 32 * 4).isEqualTo(102_400);
    assertThat(floors.decodeSeconds(100, 3))
        .isCloseTo((4 * 229_952 + 3 * 102_400) / 1e6, within(ROUNDING));
  }

  @Test
  void each_cross_decoder_layer_reads_the_shared_keys_and_values() {
    Floors floors = floors("yoco-tiny-gret", Precision.FLOAT32, FAST_PRODUCTS);
    assertThat(floors.readParameters()).isEqualTo(242_560);
    long states = 2 * 2 * 32 * 32 * 4;
    long shared = 100 * 2 * 32 * 4;
    assertThat(floors.pastBytesRead(100)).isEqualTo(states + 2 * shared);
    assertThat(floors.decodeSeconds(100, 1))
        .isCloseTo((4 * 242_560 + 16_384 + 51_200) / 1e6, within(ROUNDING));
  }

  @Test
  void half_the_bytes_take_half_the_time_but_states_stay_float32() {
    Floors floors = floors("yoco-tiny-gret", Precision.BFLOAT16, FAST_PRODUCTS);
    assertThat(floors.decodeSeconds(100, 1))
        .isCloseTo((2 * 242_560 + 16_384 + 25_600) / 1e6, within(ROUNDING));
  }

  @Test
  void a_window_is_read_as_far_as_it_is_filled() {
    Floors floors = floors("yoco-tiny-swa", Precision.FLOAT32, FAST_PRODUCTS);
    long windowPosition = 2 * 64 * 4;
    long sharedPosition = 2 * 32 * 4;
    assertThat(floors.pastBytesRead(10)).isEqualTo(2 * 10 * (windowPosition + sharedPosition));
    assertThat(floors.pastBytesRead(100))
        .isEqualTo(2 * 32 * windowPosition + 2 * 100 * sharedPosition);
  }

  @Test
  void large_batches_are_bound_by_their_products() {
    Floors floors = floors("transformer-tiny", Precision.FLOAT32, new Ceilings(1e9, 1e9));
    double products = 2.0 * 64 * (196_608 + 32_768);
    assertThat(floors.decodeSeconds(1, 64)).isCloseTo(products / 1e9, within(ROUNDING));
  }

  @Test
  void a_prompt_costs_its_operations() {
    Floors floors = floors("transformer-tiny", Precision.FLOAT32, new Ceilings(1e3, 1));
    double matrices = 2 * 2.0 * 196_608;
    double attention = 4 * (4.0 * 64) * (1 + 2);
    double output = 2.0 * 512 * 64;
    assertThat(floors.prefillSeconds(2))
        .isCloseTo((matrices + attention + output) / 1e3, within(ROUNDING));
  }

  @Test
  void a_busy_moment_lowers_no_ceiling() {
    assertThat(new Ceilings(3, 4).best(new Ceilings(5, 2))).isEqualTo(new Ceilings(5, 4));
  }
}
