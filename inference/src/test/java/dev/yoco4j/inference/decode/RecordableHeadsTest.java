package dev.yoco4j.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordableHeadsTest {
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);

  private static YocoConfig yoco(SelfMixerConfig mixer, int crossHeads, int keyValueHeads) {
    CrossAttentionConfig cross = new CrossAttentionConfig(crossHeads, keyValueHeads, false, ROTARY);
    return new YocoConfig(100, 768, 512, 2, mixer, 2, cross, 1e-5, false, 1024);
  }

  private static TransformerConfig transformer(int heads, int keyValueHeads, int width) {
    HeadsConfig all = new HeadsConfig(heads, keyValueHeads, width);
    return new TransformerConfig(
        100, 768, 512, 2, all, RotaryConfig.halves(10_000), 1e-5, false, 1024);
  }

  @Test
  void presets_are_recorded() {
    for (String kind :
        List.of("yoco-160m-gret", "yoco-160m-swa", "transformer-3b", "yoco-3b-swa")) {
      assertThat(RecordableHeads.are(ModelPresets.named(kind))).as(kind).isTrue();
    }
  }

  @Test
  void heads_of_other_widths_or_groups_take_steps_one_operation_at_a_time() {
    SelfMixerConfig retention = new SelfMixerConfig.GatedRetention(3, 16, ROTARY);
    assertThat(RecordableHeads.are(yoco(retention, 12, 12))).isTrue();
    assertThat(RecordableHeads.are(yoco(retention, 24, 24))).isFalse(); // 32 wide
    assertThat(RecordableHeads.are(yoco(retention, 12, 1))).isFalse(); // 12 queries to a key
    assertThat(
            RecordableHeads.are(yoco(new SelfMixerConfig.SlidingWindow(8, 8, 64, ROTARY), 12, 12)))
        .isFalse(); // 96 wide
    assertThat(RecordableHeads.are(transformer(6, 6, 128))).isTrue();
    assertThat(RecordableHeads.are(transformer(3, 3, 256))).isFalse();
  }
}
