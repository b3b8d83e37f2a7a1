/// Texts that must have a form: automata over bytes, and what they allow of a vocabulary.
///
/// A form is a pushdown automaton ([Goal]s on [Stack]s); a [TextState] is all places where it may
/// be. [TokenTrie] asks it about all tokens at once, and [ConstrainedText] does that for one
/// generation. [JsonForms] and [SchemaCompiler] make JSON's forms.
@NullMarked
package dev.yoco4j.inference.constraint;

import org.jspecify.annotations.NullMarked;
