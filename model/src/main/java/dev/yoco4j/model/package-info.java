/// The mathematics: models as equations, knowing nothing of caches, files of training or servers.
@NullMarked
package dev.yoco4j.model;

import org.jspecify.annotations.NullMarked;
