/// Whether a model finds what stands somewhere in a long text: the needle evaluation of the YOCO
/// reference.
@NullMarked
package dev.yoco4j.evaluation.needle;

import org.jspecify.annotations.NullMarked;
