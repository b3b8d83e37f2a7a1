/// Models for LangChain4j that run in this process, without a server between.
///
/// [YocoModel][dev.yoco4j.langchain4j.YocoModel] is a model in memory;
/// [YocoChatModel][dev.yoco4j.langchain4j.YocoChatModel],
/// [YocoStreamingChatModel][dev.yoco4j.langchain4j.YocoStreamingChatModel] and
/// [YocoLanguageModel][dev.yoco4j.langchain4j.YocoLanguageModel] are ways to ask it, and may share
/// it.
@NullMarked
package dev.yoco4j.langchain4j;

import org.jspecify.annotations.NullMarked;
