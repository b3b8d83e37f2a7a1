/// Safetensors files and folders of them: what Hugging Face keeps model weights in.
@NullMarked
package dev.yoco4j.torch.safetensors;

import org.jspecify.annotations.NullMarked;
