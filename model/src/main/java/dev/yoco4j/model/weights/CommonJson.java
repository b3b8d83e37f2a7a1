package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The keys of `config.json` that both architectures share.
final class CommonJson {
  /// What the transformers library writes into every configuration, none of which changes a forward
  /// pass here.
  static final List<String> IGNORED =
      List.of(
          "_name_or_path",
          "_attn_implementation_autoset",
          "add_cross_attention",
          "architectures",
          "auto_map",
          "bad_words_ids",
          "begin_suppress_tokens",
          "bos_token_id",
          "chunk_size_feed_forward",
          "cross_attention_hidden_size",
          "decoder_start_token_id",
          "diversity_penalty",
          "do_sample",
          "dtype",
          "early_stopping",
          "elementwise_affine",
          "encoder_no_repeat_ngram_size",
          "eos_token_id",
          "exponential_decay_length_penalty",
          "finetuning_task",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "fuse_cross_entropy",
          "fuse_linear_cross_entropy",
          "fuse_norm",
          "fuse_swiglu",
          "id2label",
          "initializer_range",
          "is_decoder",
          "is_encoder_decoder",
          "label2id",
          "length_penalty",
          "max_length",
          "min_length",
          "model_type",
          "no_repeat_ngram_size",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "output_attentions",
          "output_hidden_states",
          "output_scores",
          "pad_token_id",
          "prefix",
          "problem_type",
          "pruned_heads",
          "remove_invalid_values",
          "repetition_penalty",
          "return_dict",
          "return_dict_in_generate",
          "sep_token_id",
          "suppress_tokens",
          "task_specific_params",
          "temperature",
          "tf_legacy_loss",
          "tie_encoder_decoder",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "torchscript",
          "transformers_version",
          "typical_p",
          "use_bfloat16",
          "use_cache",
          "use_l2warp");

  /// Keys by what the records of both architectures call their fields.
  static final Map<String, String> KEYS =
      Map.of(
          "vocabulary size", "vocab_size",
          "width", "hidden_size",
          "feed-forward width", "intermediate_size",
          "max positions", "max_position_embeddings",
          "norm epsilon", "norm_eps",
          "rope theta", "rope_theta");

  private CommonJson() {}

  static KeyNames keys(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(KEYS);
    all.putAll(own);
    return new KeyNames(all);
  }

  /// `intermediate_size`, or `2/3 hidden_ratio D` rounded up to a multiple of 256.
  static int feedForwardWidth(JsonFields json, int width) {
    String activation = json.string("hidden_act").orElse("swish");
    if (!activation.equals("swish") && !activation.equals("silu")) {
      throw json.error("hidden_act", "must be swish, was " + activation);
    }
    int ratio = json.integer("hidden_ratio").orElse(4);
    return json.integer("intermediate_size")
        .orElseGet(() -> Math.ceilDiv(width * ratio * 2 / 3, 256) * 256);
  }

  /// Residual connections over blocks of layers: another network, whose weights would be left over.
  static void refuseBlockResiduals(JsonFields json) {
    if (json.field("attnres_block_size").isPresent()) {
      throw json.error(
          "attnres_block_size", "must be null: attention over residuals is not supported");
    }
  }

  static void write(ObjectNode json, ModelConfig config) {
    json.put("vocab_size", config.vocabularySize());
    json.put("hidden_size", config.width());
    json.put("intermediate_size", config.feedForwardWidth());
    json.put("num_hidden_layers", config.layers());
    json.put("norm_eps", config.normEpsilon());
    json.put("hidden_act", "swish");
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("max_position_embeddings", config.maxPositions());
  }
}
