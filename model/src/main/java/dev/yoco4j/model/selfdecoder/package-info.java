/// The lower half of YOCO: mixers whose state does not grow with the sequence (section 4).
@NullMarked
package dev.yoco4j.model.selfdecoder;

import org.jspecify.annotations.NullMarked;
