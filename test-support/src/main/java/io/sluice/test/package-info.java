/** What the tests of every module share: a clock that is moved, PostgreSQL and Kafka, and the rules that the code keeps. */
@NullMarked
package io.sluice.test;

import org.jspecify.annotations.NullMarked;
