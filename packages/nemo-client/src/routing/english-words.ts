import type { Words } from './word-classes.ts'

/** In the spelling that `normalise` leaves: lower case, contractions written out. Several words make one entry. */
export const ENGLISH_WORDS: Words = {
  export: `
    export, export file, final export, download, download link, download url, render, render out, final render,
    can not download, exporting, downloading, save it, save this, send me it`,
  send: 'send, sned, send over, email, e-mail, mail, deliver, forward, share, hand over',
  gain: `
    get, get me, get us, give me, give us, hand me, grab, save, receive, want, need, can i have, could we have,
    could i have, can we have, may i have, do you have, have you got, like to have, would like, show, show me,
    let me see, watch, let me watch`,
  video: `
    video, vid, clip, movie, film, reel, result, final cut, final version, final video, finished video, project,
    whole video`,
  aVideo: `
    a video, a clip, another video, one video, new video, a new video, videos, per video, each video, a movie,
    new clip, a new clip, another clip`,
  deliverable: `
    mp4, mov, file, video file, mp4 file, finished file, final file, link, video link, url, finished clip, mp4s`,

  credits: 'credits, credit, balance of my account, balance, credit balance, account balance, balances',
  amount: `
    how many, how much, so many, so much, left, left over, remaining, remain, remains, enough, out of, used, use,
    used up, spent, spend, cost, costs, charge, charged, buy, get more, top up, topup, purchase, recharge, refill,
    add more, more, need, needed, run out, gone, running out, running low, low on, pay, price`,
  account: 'account, wallet, plan, subscription, billing',

  status: `
    status, status update, status report, progress, state, current state, any update, any updates, any news, update`,
  timeline: `
    track, tracks, track list, timeline, audio tracks, audio track, video tracks, video track, text tracks,
    text track, music tracks, on the timeline, all tracks, all the tracks, timeline summary`,
  look: `
    show, show me, see, let me see, view, list, check, display, tell, tell me, what, which, what is on, what is in,
    open, look, look at, look up, have a look, read, summary, summarise, summarize, overview, checking in, check in,
    give, give me, get, let me know, know`,
  inquiry: `
    is it, is this, is that, is the, is my, is our, is everything, is there, is all, are you, are we, are they,
    has it, has the, has my, have you, did it, did my, did our, did the, did you, when is, when is it, when will,
    when will it, when it is, how long until, how soon, is video, is export, are my, are the, was the, was it,
    will it, why is`,
  done: `
    fail, failed, done, ready, finished, finish, complete, completed, rendered, exported, exporting, rendering,
    processing, running, working, generating, generated, loading, stuck, through, on it, not done, not ready,
    not finished, over`,
  progress: `
    how is it going, how is it coming, how is it coming along, how is it looking, how far, how far along,
    where are we, where are you, where are you at, what is happening, what is going on, look like so far,
    look like now, look like right now, how long is, how long does it take, how long will it take, so far,
    how are things, where is my video, where is my video at, where is the video, where is it, where is it at,
    how is my video, how is the video, how is my video doing, how is the video coming, how is the video coming along,
    what have you done, what have we got, what do we have, still going, taking so long, take so long, almost done,
    nearly done, almost ready, nearly ready, almost finished, done yet, ready yet, finished yet, still not ready,
    still not done, anything happening, anything new, eta`,

  upload: 'upload, uploading, upload from, can not upload',
  handOver: 'send you, give you, attach, attaching, hand in, drop',
  media: `
    a new clip, new clip, another clip, new video, another video, photo, photos, picture, pictures, pic, pics, image,
    images, file, files, logo, clip, clips, video, videos, song, track, music, audio, material, materials, asset,
    assets, footage, heic, jpg, jpeg, png, gif, webp, mp3, wav, mp4, mov, media, product photo, product photos,
    product shots, vid, vids, recording, recordings, voice recording, pdf, product pictures, product images, stuff,
    attachment, attachments, screenshot, screenshots, one`,
  selection: `
    better, new, more, another, own, my own, our own, different, some, some more, few, a few, a couple of, other,
    extra, additional, two, three, four, five, six, seven, eight, nine, ten, attached, several, multiple, these,
    those, first, second, all, many, how many, bigger, big, large, missing, rest`,
  where: 'where, find, can not find, how, where is, which button',
  button: 'button, option, menu, page, icon',

  filler: `
    please, pls, plz, plss, pleas, kindly, any, someone, somebody, anyone, one more thing, one last thing,
    another thing, can, could, would, may, might, should, shall, will, u, you, ya, i, me, we, us, my, our, your, ur,
    the, a, an, that, there, just, simply, ok, okay, okey, k, kk, yes, yeah, yep, yup, sure, alright, all right, hi,
    hey, hello, dear, guys, team, mate, man, bro, buddy, thanks, thank you, thx, ty, thanks a lot, cheers,
    thank you very much, thanks in advance, great, good, nice, perfect, cool, awesome, fine, lovely, amazing, love,
    like, would like, like to, want, wanna, want to, need, need to, gonna, going to, to, do, does, did, is, are, am,
    be, been, have, has, had, got, get, for, for me, for us, to me, to us, me too, go, go ahead, away, asap,
    as soon as possible, when possible, if possible, then, finally, quickly, quick, fast please, again, here, all,
    set, all set, all good, with it, with this, with that, happy, ready, done, think, time, it is time, time to, now,
    right now, today, tonight, tomorrow, already, immediately, straight away, at once, still, currently,
    at the moment, moment, so far, yet, when you get a chance, when you can, whenever you can, when you have time,
    if you can, final, finished, complete, whole, entire, full, latest, last, current, one, of, on, in, at, by, as,
    from, to my, this, possible, try, let, let me, let us, way, a way, is there, by tonight, by tomorrow, by today,
    also, really, actually, maybe, perhaps, btw, by the way, well, oh, um, uh, hmm, lol, haha, sorry, excuse me,
    how come, over, quick question, question, inquiry, enquiry, wait, formats, types, kind, kinds, not work,
    not working, failed, fails, wondering, i wonder, if, want it, to my phone, phone, computer, laptop, desktop,
    drive, disk, pc, mac, device, camera roll, gallery, inbox, version, as is, as it is, like this, without changes,
    without any changes, quality, high quality, best quality, full quality, highest quality, hd, full hd, 4k,
    resolution, full resolution, high resolution, format, mp4, mov, work, works, much, worried, about, a bit,
    a little, it please, myself, everything, forgot, next, proceed with, once more, hit, press, click, same, not bad,
    no problem, no worries, no complaints, no notes, no issues, ship it, looks, look, looking, looks good,
    looks great, feel free to, ahead, order, id, number, where, how, when, who, work on, after that`,
  object: 'it, this, that, these, those, them, this one, that one, everything',
  praise: `
    perfect, great, good, nice, fine, love, like, lovely, amazing, awesome, cool, happy, enough, works, okay, ok,
    approved, beautiful, excellent, wonderful, brilliant, super, fantastic, well done, right, better now, done, solid,
    spot on, on
    point, gorgeous, best, not bad`,

  negation: `
    not, no, never, never mind, nevermind, dont, do not, hold off, hold on, cancel, stop, abort, without, nothing,
    instead of, forget, forget about, none, nobody, not yet`,
  edit: `
    make, add, remove, delete, put, insert, replace, swap, switch, trim, crop, shorten, lengthen, extend, speed,
    speed up, slow, slow down, move, turn, convert, combine, merge, split, mute, lower, raise, increase, decrease,
    reduce, blur, rotate, flip, zoom, fade, brighten, darken, sharpen, colour, write, say, says, mention, include,
    use, apply, set the, place, align, center, resize, scale, animate, highlight, generate, create, build, produce,
    redo, undo, revert, drop the, keep only, show, give it, translate, dub, lose, get rid of, take out, leave out,
    clean up, balance the, try a, shorter, longer, faster, slower, bigger, smaller, larger, louder, quieter, brighter,
    darker, warmer, cooler, softer, stronger, higher, less, more, too, a bit more, less of, reverb, stretch, loop,
    freeze, reorder, rearrange, explain, have the credits, what if, how about, what about, instead, balance of,
    balance between, to be, to look, to feel, boring, ugly, awful, terrible, dull, blurry, weird, needs, misspelled,
    typo, better, nicer, feel, feels`,
  change: `
    change, changes, changed, changing, edit, edits, touch, touching, modify, fix, fixes, fixing, adjust, adjustments,
    alter, tweak, tweaks, revise, revisions, revision, improve, update the, redo, rework, cut, correct, corrections,
    else, anything else, add`,
  make: `
    editing, rendering, make, making, create, creating, generate, do, edit, edits, change, revision, generation,
    render, session`,
  element: `
    title, titles, headline, text, texts, font, fonts, subtitle, subtitles, caption, captions, music, song, audio,
    voice, voiceover, voice-over, voice over, voices, logo, watermark, transition, transitions, intro, outro,
    background, colour, colours, color, colors, scene, scenes, effect, effects, filter, filters, sound, sounds,
    volume, ending, opening, layer, layers, corner, front, back, badge, icon, button, frame, frames, photo, photos,
    picture, pictures, image, images, contrast, brightness, lighting, to the left, on the left, top left, bottom left,
    left side, end credits, sticker, stickers, overlay, narration, bgm, beat, speed, pace, style, theme, seconds,
    second, secs, minute, minutes, shot, shots, slide, slides, animation, banner, price tag, script`,

  told: 'sent, gave, took, started, waiting, waited, uploaded, told, asked, said, bought, ordered, thought',
  manner: 'in, as, with, without, only, like, into, where',
  question: `
    is, are, do, does, did, has, have, will, why, what, when, how, which, where, am, can i, can we, could i, could we,
    may i, how come, is there, is it, is my, is the, are you, did you, what is, where is, how many, how much, is this,
    are there`,

  circumstance: `
    for, by, because, cause, since, before, until, till, when, while, to, so that, whenever, as i, as we, after, via,
    on, from`,
  about: 'of, for, on, with, at, from, about',
  break: 'and, but, then, so, and then, and also, plus, however, though, afterwards, or, because',
}
