/// What a run leaves for people: the picture of its loss, the comparison with the Transformer, and
/// a page that has both.
///
/// [LossPlot] draws `loss.png` from the events of a run. [ComparisonText] prints a [Comparison] on
/// a terminal, [HtmlReport] writes it into a page that needs no network, with the loss curve, what
/// was trained and what it wrote. All of it is a function of its input: no clock, no locale.
@NullMarked
package dev.yoco4j.cli.report;

import org.jspecify.annotations.NullMarked;
