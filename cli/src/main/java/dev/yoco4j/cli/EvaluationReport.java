package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Pictures;
import tools.jackson.databind.node.ObjectNode;

/// What an evaluation found.
///
/// @param results for scripts, the field `results` of the document
/// @param text for people, whole lines
/// @param pictures go into the folder of `--out`
record EvaluationReport(ObjectNode results, String text, Pictures pictures) {}
