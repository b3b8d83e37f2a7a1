package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Test;

class PastBytesTest {
  @Test
  void the_3b_keeps_4_kib_a_token_and_a_constant_state() {
    PastBytes bytes = PastBytes.of(ModelPresets.named("yoco-3b-gret"), Precision.BFLOAT16);
    assertThat(bytes.perToken()).isEqualTo(4096);
    assertThat(bytes.constant()).isEqualTo(13L * 24 * 128 * 128 * 4);
    assertThat(bytes.at(1_048_576)).isEqualTo((4L << 30) + bytes.constant());
  }

  @Test
  void its_windows_take_156_mib_and_an_eighth_of_room() {
    PastBytes bytes = PastBytes.of(ModelPresets.named("yoco-3b-swa"), Precision.BFLOAT16);
    assertThat(bytes.constant()).isEqualTo((156L << 20) * 9 / 8);
  }

  @Test
  void eight_bits_take_a_byte_a_number_and_a_scale_per_head() {
    ModelConfig config = ModelPresets.named("yoco-3b-swa");
    PastBytes dense = PastBytes.of(config, Precision.BFLOAT16);
    PastBytes rounded = PastBytes.of(config, Precision.BFLOAT16, KeyValueFormat.INT8);
    assertThat(rounded.perToken()).isEqualTo(2 * 8 * (128 + 4));
    assertThat(rounded.constant()).isEqualTo(dense.constant());
    assertThat(
            PastBytes.of(
                    ModelPresets.named("transformer-3b"), Precision.FLOAT32, KeyValueFormat.INT8)
                .perToken())
        .isEqualTo(26 * 2 * 8 * (128 + 4));
  }

  @Test
  void the_transformer_keeps_as_many_times_more_as_it_has_layers() {
    PastBytes bytes = PastBytes.of(ModelPresets.named("transformer-3b"), Precision.BFLOAT16);
    assertThat(bytes.perToken()).isEqualTo(26 * 4096);
    assertThat(bytes.constant()).isZero();
  }

  @Test
  void room_is_a_started_block_a_64th_and_a_granule_for_each_tensor() {
    ModelConfig config = ModelPresets.named("yoco-3b-gret");
    PastBytes dense = PastBytes.of(config, Precision.BFLOAT16);
    PastBytes rounded = PastBytes.of(config, Precision.BFLOAT16, KeyValueFormat.INT8);
    assertThat(dense.room(0)).isZero();
    assertThat(dense.room(1)).isEqualTo(255 * 4096 + 256 * 4096 / 64 + 2 * 65_536);
    assertThat(dense.room(256)).isEqualTo(256 * 4096 / 64 + 2 * 65_536);
    assertThat(rounded.room(256)).isEqualTo(256 * rounded.perToken() / 64 + 4 * 65_536);
    assertThat(dense.allocated(700)).isEqualTo(dense.at(700) + dense.room(700));
  }
}
