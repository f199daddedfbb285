"""The faults: each is plausible, and each would hurt a person if no test noticed it.

``REVIEWED`` survived the tests of an earlier version; ``FAULTS`` begins with them.
"""

from tests.mutants.fault import Fault

REFUSED = (
    "tests/cogs/test_permissions.py::test_one_who_may_not_change_it_is_answered_and_leaves_no_trace"
)

REVIEWED = (
    Fault(
        "bot/care/store/cases.py",
        "SET state = 'closed', closing = $2, ended_at = $3, ",
        "SET state = 'closed', closing = $2, ended_at = $3, group_tag = NULL, ",
        (
            "tests/care/test_erasing.py::test_erasing_reaches_a_closed_case_for_as_long_as_it_tells_who",
        ),
        "Erasing no longer finds a closed case that still tells who it was about.",
    ),
    Fault(
        "bot/core/delivery/engine.py",
        "            keep = outcome is not Refusal.GONE\n",
        "            keep = outcome is Refusal.LATER\n",
        (
            "tests/core/delivery/test_engine.py::test_a_young_claim_that_is_refused_stays_for_the_first_message_may_be_out",
        ),
        "A claim goes although an earlier message may be out: a story appears twice.",
    ),
    Fault(
        "bot/talks/service.py",
        "            elif until := self._limits.free_at(Limit.LINE, tag):\n",
        "            elif until := None:\n",
        (
            "tests/talks/test_service.py::test_further_words_about_a_post_count_as_lines_of_one_talk",
        ),
        "One member floods the team through a talk that is open already.",
    ),
    Fault(
        "bot/conduct/records.py",
        "made_at=now - now % HOUR",
        "made_at=now",
        (
            "tests/conduct/test_records.py::test_a_record_tells_the_hour_in_which_a_step_was_taken_and_no_more",
        ),
        "The row of a warning tells the second, and so which message and which member it was.",
    ),
    Fault(
        "bot/discord/answers.py",
        "source.flags.ephemeral or _thinking(interaction))",
        "deferred_here or _thinking(interaction))",
        (
            "tests/cogs/test_boundary.py::test_an_answer_never_takes_the_place_of_a_message_that_all_can_read",
        ),
        "An answer meant for one member replaces a message that all can read.",
    ),
    Fault(
        "bot/core/ticker.py",
        ', "misfire_grace_time": None',
        "",
        ("tests/core/test_ticker.py::test_a_tick_is_not_dropped_for_being_late",),
        "A tick that is a second late is dropped, and with it an hour of deletions.",
    ),
)

CORE = (
    Fault(
        "bot/core/db.py",
        "        self._scrub_pending = not done\n",
        "        self._scrub_pending = False\n",
        (
            "tests/core/test_db.py::test_a_scrub_that_another_reader_holds_up_says_so_and_is_done_later",
        ),
        "Erased words stay in the log when a backup was reading: no later scrub is asked for.",
    ),
    Fault(
        "bot/core/keys.py",
        "                self._days.pop(day, None)\n",
        "                pass\n",
        ("tests/core/test_keys.py::test_a_destroyed_key_opens_nothing_and_leaves_no_file",),
        "A destroyed key stays in memory, and what it sealed can be read until a restart.",
    ),
    Fault(
        "bot/core/limits.py",
        "return times[0] + period if",
        "return times[-1] + period if",
        ("tests/core/test_limits.py::test_there_is_room_again_when_the_first_one_is_old_enough",),
        "A member in distress is told to wait for longer than the limit says.",
    ),
    Fault(
        "bot/core/pacing.py",
        "max(self._held_until, self._now() + seconds)",
        "self._now() + seconds",
        ("tests/core/test_pacing.py::test_while_it_is_held_nobody_gets_a_turn",),
        "A short hold ends a long one, and Discord shuts Haven out for an hour: no calls.",
    ),
    Fault(
        "bot/core/delivery/claims.py",
        "(age if made is None else max(age,",
        "(age if made is None else min(age,",
        (
            "tests/core/delivery/test_claims.py::test_a_nonce_holds_for_no_longer_than_the_clock_says_that_shows_more_time",
        ),
        "A repeated sending may queue until its nonce is forgotten: a story appears twice.",
    ),
    Fault(
        "bot/core/delivery/engine.py",
        "        self._failures.end_rests()\n",
        "",
        ("tests/core/delivery/test_engine.py::test_check_again_does_not_let_rest_what_has_raised",),
        "After *Check again* a crisis call that had raised still rests for up to an hour.",
    ),
    Fault(
        "bot/core/sqlite/opening.py",
        '"secure_delete": ("ON", 1)',
        '"secure_delete": ("OFF", 0)',
        ("tests/core/test_db.py::test_the_settings_the_promises_rest_on_are_in_force",),
        "Whoever copies the file reads what was deleted from it.",
    ),
    Fault(
        "bot/core/redaction.py",
        "elif abs(number) >= LEAST_ID or",
        "elif number > LEAST_ID or",
        ("tests/core/test_logs.py::test_no_number_that_is_long_enough_for_an_id_is_shown",),
        "A member's id comes into the log.",
    ),
    Fault(
        "bot/core/pacing.py",
        "group_of(int(number)) or ELSEWHERE",
        "group_of(int(number)) or int(number)",
        ("tests/core/test_pacing.py::test_the_group_of_a_request_is_read_from_its_path",),
        "A group with many threads takes a turn for each, and other groups' calls wait.",
    ),
)

DISCORD = (
    Fault(
        "bot/discord/permissions.py",
        "    if not allowed(interaction):\n",
        "    if not allowed:\n",
        (f"{REFUSED}[/screen policy]",),
        "Any member changes what the group screens.",
    ),
    Fault(
        "bot/discord/permissions.py",
        "role.id == group.moderator_role_id for role in",
        "role.id in (group.moderator_role_id, group.listener_role_id) for role in",
        (f"{REFUSED}[/care queue]",),
        "A listener reads reports and pauses members.",
    ),
    Fault(
        "bot/discord/answers.py",
        "        await interaction.response.defer(ephemeral=True, thinking=True)\n",
        "        await interaction.response.defer(thinking=True)\n",
        ("tests/cogs/test_my.py::test_what_is_mine_is_listed_for_me_alone",),
        "A member's own anonymous shares are listed for everyone in the channel.",
    ),
)

SCREENING = (
    Fault(
        "bot/screening/decide.py",
        "        elif crisis:\n",
        "        elif crisis and degree.is_learned:\n",
        ("tests/screening/test_decide.py::test_no_setting_breaks_a_bound",),
        "A member in crisis gets their words returned for how they said it.",
    ),
    Fault(
        "bot/screening/decide.py",
        "        and all(\n",
        "        and any(\n",
        (
            "tests/screening/test_decide.py::test_an_allowed_phrase_excuses_the_harm_in_its_own_words_only",
        ),
        "One allowed word excuses every other attack in the same text.",
    ),
    Fault(
        "bot/screening/tuning.py",
        "        self._screening.put_cell(guild_id, degree, place, before)\n",
        "",
        ("tests/cogs/test_screen.py::test_a_change_is_shown_first_then_made_and_can_be_undone",),
        "An undone change goes on to hold drafts until the next restart.",
    ),
    Fault(
        "bot/screening/engine/engine.py",
        "level = max(level, _level(one, around))",
        "level = _level(one, around)",
        ("tests/screening/test_engine.py::test_a_plain_text_is_read",),
        "The last thing that is found decides: an attempt under way is read as a bad day.",
    ),
    Fault(
        "bot/screening/tuning.py",
        "return Flaw.PAIN if level > Level.Q0 else None",
        "return Flaw.PAIN if level > Level.Q1 else None",
        (
            "tests/screening/test_service.py::test_no_phrase_of_a_groups_own_holds_back_words_of_pain",
        ),
        "A group's own phrase holds back words of pain.",
    ),
    Fault(
        "bot/screening/phrasebook/imports.py",
        "if levels.get(one.phrase, Level.Q0) > Level.Q0:",
        "if levels.get(one.phrase, Level.Q0) > Level.Q1:",
        (
            "tests/screening/test_service.py::test_no_phrase_of_a_groups_own_holds_back_words_of_pain",
        ),
        "A list from a file holds back words of pain.",
    ),
    Fault(
        "bot/screening/phrasebook/imports.py",
        "self._now() - made_at > PREVIEW_SECONDS",
        "self._now() - made_at > 24 * PREVIEW_SECONDS",
        ("tests/cogs/test_phrase_import.py::test_a_preview_that_is_gone_says_so_and_adds_nothing",),
        "A press adds a list that nobody has looked at for a day.",
    ),
    Fault(
        "bot/screening/store.py",
        'AND phrase_id = $2 AND action = $3",\n                guild_id,',
        "AND phrase_id = $2 AND (action = $3 OR action <> '')\",\n                guild_id,",
        ("tests/cogs/test_phrase_import.py::test_an_import_is_undone_with_one_press_exactly",),
        "Undoing an import takes away a phrase that the team has changed since.",
    ),
    Fault(
        "bot/screening/phrasebook/edges.py",
        "if end == len(text) or not _joined(text, end):",
        "if end <= len(text):",
        (
            ""
            "tests/screening/test_phrases.py::test_a_phrase_is_found_as_whole_words_however_it_is_drawn",
        ),
        "A group's phrase holds back every longer word that begins with it.",
    ),
)

CARE = (
    Fault(
        "bot/care/ladder.py",
        "(step - len(ladder) + 1) * AGAIN",
        "(step - len(ladder)) * AGAIN",
        (
            "tests/care/test_case.py::test_each_level_calls_at_its_minutes_and_not_one_second_before",
        ),
        "After the loudest call the next one is due at once, and the team stops listening.",
    ),
    Fault(
        "bot/care/store/duty.py",
        "(until IS NULL OR until > $2)",
        "until > $2",
        (
            "tests/care/test_service.py::test_what_says_now_calls_duty_then_the_team_then_all_and_the_owner",
        ),
        "A carer who is on duty until they say otherwise is never called.",
    ),
    Fault(
        "bot/care/store/calls.py",
        '"DELETE FROM case_call WHERE case_id = $1 AND rung <> $2", case_id, OWNER',
        '"DELETE FROM case_call WHERE case_id = $1", case_id',
        ("tests/care/test_calls.py::test_the_call_to_the_owner_is_made_until_it_arrives",),
        "A later call to the team takes the place of the one to the owner, who never hears.",
    ),
    Fault(
        "bot/care/opening.py",
        "return now if new.member_id is not None else now // 3600 * 3600",
        "return now",
        ("tests/care/test_service.py::test_no_row_about_what_bears_no_name_tells_the_minute",),
        "The row of a case tells the second at which an anonymous member wrote.",
    ),
    Fault(
        "bot/care/opening.py",
        "elif known.holder_id is None and known.level >= Level.Q2:",
        "elif known.level >= Level.Q2:",
        ("tests/care/test_service.py::test_what_comes_up_again_calls_no_one_while_a_carer_has_it",),
        "The whole team is called about a case that a carer is looking after.",
    ),
    Fault(
        "bot/care/appeals.py",
        "before |= {",
        "before = {",
        (
            "tests/care/test_service.py::test_who_decided_on_a_post_is_known_whichever_of_its_cases_an_appeal_names",
        ),
        "The carer who gave a share back answers the appeal against it.",
    ),
    Fault(
        "bot/care/store/people.py",
        "(group_tag IS NULL AND sealed_member IS NOT NULL AND kind <> $3)",
        "(group_tag IS NULL AND sealed_member IS NOT NULL AND kind = $3)",
        (
            "tests/care/test_erasing.py::test_a_case_that_an_earlier_version_left_without_a_tag_is_shown_and_erased",
        ),
        "Erasing leaves who a case is about that an earlier version has opened.",
    ),
    Fault(
        "bot/care/cards.py",
        "in_crisis(reader, case.post_id)",
        "in_crisis(reader, case.case_id)",
        (
            ""
            "tests/care/test_service.py::test_whatever_says_crisis_of_a_post_keeps_every_punishment_from_it",
        ),
        "The card of a post offers to pause its author, who is in crisis by another of its cases.",
    ),
    Fault(
        "bot/care/store/cards.py",
        "claimed_at = NULL, nonce = $3 ",
        "claimed_at = NULL ",
        (
            ""
            "tests/sharing/test_delivery.py::test_a_card_deleted_by_hand_comes_again_even_within_the_nonce_s_time",
        ),
        "A card that was deleted by hand never comes again: Discord answers with the deleted one.",
    ),
    Fault(
        "bot/care/store/cards.py",
        "CASE WHEN stale = $4 AND $5 = 1 THEN 0",
        "CASE WHEN stale = $4 THEN 0",
        ("tests/care/test_desk.py::test_what_changed_while_a_card_was_being_sent_is_shown_after",),
        "A card that is found again after a crash goes on to show what was true before.",
    ),
    Fault(
        "bot/care/store/cards.py",
        "SET stale = CASE WHEN stale = $2 THEN 0 ELSE stale END",
        "SET stale = 0",
        (
            ""
            "tests/care/test_desk.py::test_what_changed_while_a_card_was_being_edited_is_shown_after",
        ),
        "A card does not show that a carer has the case, and a second one writes to the member.",
    ),
)

CONDUCT = (
    Fault(
        "bot/conduct/record_store.py",
        '"SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2 AND tag = $3 "',
        '"SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2 "',
        ("tests/cogs/test_harm.py::test_nobody_appeals_for_another",),
        "Another member uses up the one appeal of the member who was warned.",
    ),
    Fault(
        "bot/conduct/alarm.py",
        "quiet = code != CRASHED or now - told_at",
        "quiet = code != CRASHED and now - told_at",
        (
            "tests/screening/test_service.py::test_a_missing_model_is_told_to_each_team_once_and_again_after_it_was_mended",
        ),
        "No team is told when the model is missing for the second time.",
    ),
    Fault(
        "bot/conduct/flagging.py",
        "max(verdict.reading.level, said.reading.level, worry",
        "max(verdict.reading.level, worry",
        ("tests/cogs/test_ask.py::test_who_asks_and_sounds_low_is_seen_as_well",),
        "A member who asks for another and is in danger as well is listed for tomorrow.",
    ),
    Fault(
        "bot/conduct/actions.py",
        "self.message is not None and self.message.message_id != 0",
        "self.message is not None",
        ("tests/conduct/test_actions.py::test_only_a_message_that_is_there_can_be_removed",),
        "A carer is offered to remove a message that is gone, and the record says they did.",
    ),
)

SHARING = (
    Fault(
        "bot/sharing/rules.py",
        "((now - start) // period + 1) * period",
        "((now - start) // period) * period",
        (
            "tests/sharing/test_rules.py::test_a_window_is_ahead_on_the_grid_and_at_most_one_period_away",
        ),
        "A share that waits for its window goes out at once: the group sees who was online.",
    ),
    Fault(
        "bot/sharing/store.py",
        "OR (claimed_at IS NULL AND message_id IS NULL))",
        "OR claimed_at IS NULL)",
        (
            "tests/sharing/test_delivery.py::test_a_share_that_is_out_without_a_thread_can_be_taken_back",
        ),
        "A share that is out without its thread counts as taken back, and stays there for all.",
    ),
    Fault(
        "bot/sharing/identity_store.py",
        "if name != share_alias and name not in taken",
        "if name not in taken",
        ("tests/sharing/test_service.py::test_more_members_than_names_get_numbers",),
        "A member who answers speaks under the name of the one who shared.",
    ),
    Fault(
        "bot/sharing/preview/objections.py",
        "max(end, joined[-1][1])",
        "end",
        (
            "tests/sharing/preview/test_objections.py::test_a_span_inside_another_takes_nothing_from_it",
        ),
        "A draft without its method details still holds the end of them.",
    ),
    Fault(
        "bot/sharing/decisions.py",
        "            if in_crisis(tx, post_id):\n",
        "            if in_crisis(tx, pause_id):\n",
        (
            "tests/care/test_service.py::test_whatever_says_crisis_of_a_post_keeps_every_punishment_from_it",
        ),
        "A member in crisis is paused.",
    ),
    Fault(
        "bot/sharing/placement.py",
        "store.get(tx, guild_id, post_id) and self.is_author(tx, post_id, member_id):",
        "store.get(tx, guild_id, post_id):",
        (
            "tests/sharing/test_my_posts.py::test_a_new_draft_ends_the_post_it_replaces_if_that_is_its_authors_own",
        ),
        "A draft that names another member's returned post ends it, and its words go.",
    ),
    Fault(
        "bot/sharing/personal_data.py",
        "        await self._db.scrub()\n",
        "        self._db.scrub()\n",
        ("tests/privacy/test_privacy.py::test_shorter_links_hold_for_old_ones_in_that_group_only",),
        "Links that a group wants gone can still be read in the database's log.",
    ),
    Fault(
        "bot/sharing/identity_store.py",
        "WHERE due_at < $1 AND COALESCE(faded_at, 0) < $1",
        "WHERE due_at < $1 AND faded_at IS NULL",
        (
            "tests/privacy/test_privacy.py::test_in_a_thread_that_lives_on_who_answered_later_is_forgotten_as_well",
        ),
        "In a thread that lives on, who answered after the first month is never forgotten.",
    ),
    Fault(
        "bot/sharing/delivery.py",
        "return None if member_id is None or member_id == by else",
        "return None if member_id is None else",
        (
            ""
            "tests/sharing/test_delivery.py::test_an_author_who_answers_under_their_own_name_is_not_told_of_it",
        ),
        "An author is told about their own words, and others see the notice on the screen.",
    ),
    Fault(
        "bot/sharing/posting.py",
        "now + FIXABLE_SECONDS, surely_not_sent=False)",
        "now + FIXABLE_SECONDS, surely_not_sent=True)",
        (
            ""
            "tests/sharing/test_delivery.py::test_a_claim_survives_settings_that_are_taken_away_for_a_while",
        ),
        "A share that may be out is sent again when an admin chooses a channel again.",
    ),
)

TALKS = (
    Fault(
        "bot/talks/service.py",
        "self._seals.member_of(talk) if talk.named else None",
        "self._seals.member_of(talk)",
        ("tests/talks/test_service.py::test_a_name_is_shown_only_where_it_was_chosen",),
        "The team sees who talks with it although the member chose not to say.",
    ),
    Fault(
        "bot/talks/store.py",
        '"DELETE FROM talk_line WHERE talk_id = $1 AND number = $2 AND by_team = $3"',
        '"DELETE FROM talk_line WHERE talk_id = $1 AND number = $2"',
        ("tests/talks/test_service.py::test_each_side_takes_back_its_own_lines_only",),
        "The team can take back what a member said, and a member what the team said.",
    ),
    Fault(
        "bot/talks/sealed_store.py",
        "if talk.named is named and not talk.closed and",
        "if not talk.closed and",
        ("tests/talks/test_service.py::test_what_is_said_without_a_name_joins_no_talk_with_one",),
        "Words meant to be unnamed join a talk that shows the member's name.",
    ),
    Fault(
        "bot/talks/sealed_store.py",
        "if day.isoformat() > talk.key_day:",
        "if day.isoformat() < talk.key_day:",
        (
            "tests/talks/test_service.py::test_a_talk_lives_a_month_from_its_last_line_and_then_is_gone",
        ),
        "A talk ends a month after its first line, in the middle of a conversation.",
    ),
)

CHECKINS = (
    Fault(
        "bot/checkins/schedules/recurrence.py",
        "begin = _index_after(recurrence, first - 1)",
        "begin = _index_after(recurrence, first)",
        (
            "tests/checkins/test_recurrence.py::test_after_years_of_sleep_the_latest_due_and_their_number_are_known",
        ),
        "A notice says that fewer check-ins were missed than were.",
    ),
    Fault(
        "bot/checkins/schedules/zones.py",
        'entry.name.startswith("Etc/GMT") and not typed.startswith("etc")',
        'entry.name.startswith("Etc/GMT0") and not typed.startswith("etc")',
        (
            "tests/checkins/test_zones.py::test_an_offset_does_not_lead_to_a_zone_with_the_opposite_sign",
        ),
        "Who types GMT+5 gets the zone ten hours away, and the group is asked at night.",
    ),
    Fault(
        "bot/checkins/ballots/box.py",
        "if tag in noted or tag in new:",
        "if tag in noted:",
        (
            "tests/checkins/test_box.py::test_twelve_who_press_twice_at_the_same_moment_count_once_each",
        ),
        "Two quick presses of one member count twice.",
    ),
    Fault(
        "bot/checkins/results/disclosure.py",
        "if min(no, between, yes) >= FLOOR and cell[0]",
        "if cell[0]",
        (
            "tests/checkins/test_disclosure.py::test_one_question_leaves_every_answer_of_everybody_else_open",
        ),
        "The answer of the one member who disagreed is published.",
    ),
    Fault(
        "bot/checkins/rounds/transitions.py",
        "state = CASE state WHEN 'waiting' THEN 'open' ELSE state END",
        "state = 'open'",
        (
            "tests/checkins/test_claims.py::test_a_round_whose_message_may_be_out_is_ended_when_the_next_is_due",
        ),
        "A round that an admin has cancelled opens all the same, and collects answers.",
    ),
    Fault(
        "bot/checkins/rounds/claims.py",
        "schedule.next_due - entry.now < LEAST_OPEN",
        "entry.now - schedule.next_due < LEAST_OPEN",
        ("tests/checkins/test_run_now.py::test_run_now_posts_at_once_and_leaves_the_dates_alone",),
        "An admin can never begin a round out of turn.",
    ),
    Fault(
        "bot/checkins/questions/group_questions.py",
        "            if before.version != version:\n",
        "            if before.version < version:\n",
        (
            "tests/checkins/test_own.py::test_of_two_who_reword_at_once_the_second_is_told_what_the_first_saved",
        ),
        "An admin's words replace newer ones that they have not seen, and the group is asked them.",
    ),
    Fault(
        "bot/checkins/ballots/box.py",
        "return (rows | keys) - (rows & keys & needed)",
        "return (rows | keys) - needed",
        (
            "tests/checkins/test_box.py::test_a_start_finishes_what_a_crash_left_and_keeps_what_is_open",
        ),
        "A round whose key is lost stays open and takes answers that no one can count.",
    ),
    Fault(
        "bot/checkins/ballots/answers.py",
        "            self._forms.clear()\n",
        "",
        (
            "tests/checkins/test_answers.py::test_what_is_in_memory_of_a_round_ends_with_the_next_commit",
        ),
        "A round that was cancelled still shows its form.",
    ),
    Fault(
        "bot/checkins/rounds/claims.py",
        "sum(each.collapsed + 1 for each in unseen)",
        "sum(each.collapsed for each in unseen)",
        ("tests/checkins/test_claims.py::test_a_waiting_round_gives_way_to_the_next_due_time",),
        "The group is not told of a check-in that was missed.",
    ),
    Fault(
        "bot/checkins/rounds/notice_store.py",
        '"WHERE schedule_id = $1 AND parked_nonce = $2"',
        '"WHERE schedule_id = $1"',
        (
            ""
            "tests/checkins/test_parking.py::test_a_notice_that_is_out_is_not_taken_for_the_one_that_came_after",
        ),
        "The team is not told that check-ins fail for another reason by now.",
    ),
    Fault(
        "bot/checkins/results/response_store.py",
        "AND r.answered IS NOT NULL AND a.round_id IS NULL",
        "AND a.round_id IS NULL",
        ("tests/checkins/test_acts.py::test_results_without_an_act_are_offered_the_newest_first",),
        "The team is asked to respond to a round that too few have answered to say anything.",
    ),
    Fault(
        "bot/checkins/rounds/store.py",
        "OR (state = 'waiting' AND claimed_at IS NOT NULL)\"",
        '"',
        ("tests/checkins/test_posting.py::test_death_at_any_call_leaves_one_of_everything",),
        "Answers that came while a round was being sent are destroyed at the next start.",
    ),
    Fault(
        "bot/checkins/rounds/store.py",
        "\"AND state <> 'missed' ORDER BY due_at DESC LIMIT $2\"",
        '"ORDER BY due_at DESC LIMIT $2"',
        ("tests/checkins/test_claims.py::test_a_question_that_no_one_has_seen_keeps_its_turn",),
        "A question that no one has seen counts as asked, and waits for its next turn for weeks.",
    ),
    Fault(
        "bot/checkins/rounds/closing.py",
        "min(now, round_.closes_at)",
        "max(now, round_.closes_at)",
        ("tests/checkins/test_closing.py::test_a_result_that_is_late_says_when_its_round_closed",),
        "A result says that a round closed later than it did.",
    ),
)

GROUPS = (
    Fault(
        "bot/groups/rules.py",
        "    if group.release_minutes is not None:\n",
        "    if group.release_minutes:\n",
        ("tests/groups/test_groups.py::test_windows_are_by_size_unless_an_admin_chose",),
        "A group that has turned its windows off has them all the same: help comes a day late.",
    ),
    Fault(
        "bot/groups/store.py",
        'WHERE change_id = $1 AND guild_id = $2",\n        change_id,\n        current.guild_id',
        'WHERE change_id = $1",\n        change_id',
        ("tests/groups/test_groups.py::test_a_group_cannot_undo_another_s_change",),
        "An admin of another group brings back old settings here.",
    ),
)

HELPLINES = (
    Fault(
        "bot/helplines/rules.py",
        "if one.country == country.code and one.until > now",
        "if one.until > now",
        (
            "tests/helplines/test_service.py::test_an_added_line_is_shown_first_there_and_nowhere_else",
        ),
        "A member in need is shown a number of another country.",
    ),
    Fault(
        "bot/helplines/rules.py",
        "self.verified > today + timedelta(days=1)",
        "self.verified > today + timedelta(days=365)",
        ("tests/helplines/test_rules.py::test_a_number_ages",),
        "A number with a mistyped year counts as verified for a year too long.",
    ),
)

PRIVACY = (
    Fault(
        "bot/privacy/service.py",
        "        await self._db.write(erase)\n        await self._db.scrub()\n",
        "        await self._db.write(erase)\n",
        (
            "tests/privacy/test_privacy.py::test_what_was_erased_is_in_no_file_of_the_database_any_more",
        ),
        "Who copies the database's log reads what a member has just erased.",
    ),
)

COGS = (
    Fault(
        "cogs/permission.py",
        "    if not is_carer(interaction):\n",
        "    if not is_carer(interaction) and interaction.guild_id is None:\n",
        (f"{REFUSED}[/care queue]",),
        "Any member who finds a button of the care team's decides with it.",
    ),
    Fault(
        "cogs/conduct/sanctions.py",
        'super().__init__(f"harm:undo:{record_id}:{case_id}", "Undo")',
        'super().__init__(f"harm:undo:{case_id}:{record_id}", "Undo")',
        ("tests/cogs/test_harm.py::test_a_warning_is_told_recorded_and_can_be_taken_back",),
        "A wrong time-out cannot be undone: the button looks for a record with the case's id.",
    ),
    Fault(
        "cogs/checkins/answer.py",
        "        and interaction.permissions.view_channel\n",
        "",
        (
            "tests/cogs/test_checkin_answer.py::test_who_lost_sight_of_the_channel_meanwhile_cannot_answer",
        ),
        "Who was shut out of the channel still answers for the group.",
    ),
    Fault(
        "cogs/conduct/messages.py",
        "if group is None or in_care_channel(group, message.channel):",
        "if group is None:",
        ("tests/cogs/test_ordinary.py::test_bots_webhooks_and_the_care_channel_are_left_alone",),
        "What carers say to each other about a member opens cases against the carers.",
    ),
    Fault(
        "cogs/conduct/messages.py",
        "if event.message.edited_at is not None:",
        "if event.message.edited_at is None:",
        ("tests/cogs/test_ordinary.py::test_an_edit_is_read_as_well",),
        "A message that is edited into a threat is never read.",
    ),
    Fault(
        "cogs/helplines/support.py",
        "if not services.sharing.may_report(guild_id, interaction.user.id):",
        "if services.sharing.may_report(guild_id, interaction.user.id) is None:",
        (
            ""
            "tests/cogs/test_support.py::test_telling_of_many_numbers_is_taken_kindly_and_not_for_ever",
        ),
        "One member floods the team with numbers that did not work.",
    ),
)

FAULTS = (
    *REVIEWED,
    *CORE,
    *DISCORD,
    *SCREENING,
    *CARE,
    *CONDUCT,
    *SHARING,
    *TALKS,
    *CHECKINS,
    *GROUPS,
    *HELPLINES,
    *PRIVACY,
    *COGS,
)
